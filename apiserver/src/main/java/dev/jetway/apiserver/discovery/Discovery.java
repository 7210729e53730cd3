package dev.jetway.apiserver.discovery;

import java.time.Clock;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.jetty.JettyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** Puts the room together. */
public final class Discovery {
  private Discovery() {}

  /**
   * A handler for requests that are authenticated and authorised, and whose paths are plain.
   *
   * @param documents the documents of this moment
   * @param version what {@code /version} says
   */
  public static Handler handler(CurrentDocuments documents, VersionInfo version, Clock clock) {
    ResourceConfig config =
        new ResourceConfig()
            .registerClasses(DiscoveryRequests.class, OpenApiRequests.class, ServerRequests.class)
            .register(new FailureAnswers())
            .register(new DocumentEncoding())
            .register(
                new AbstractBinder() {
                  @Override
                  protected void configure() {
                    bind(documents).to(CurrentDocuments.class);
                    bind(version).to(VersionInfo.class);
                    bind(clock).to(Clock.class);
                  }
                })
            .addProperties(
                Map.of(
                    ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true,
                    ServerProperties.WADL_FEATURE_DISABLE, true,
                    ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true,
                    ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true));
    return ContainerFactory.createContainer(JettyHttpContainer.class, config);
  }
}
