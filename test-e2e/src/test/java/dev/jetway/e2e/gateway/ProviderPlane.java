package dev.jetway.e2e.gateway;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Samples;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the gateway's tests one provider of their own, with sample APIs: gateways keep cluster-wide
 * roles, so two tests' gateways must not meet those of others.
 */
final class ProviderPlane implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ProviderPlane.class);

  private record Started(ControlPlane plane) implements AutoCloseable {
    static Started now() {
      ControlPlane plane = ControlPlanes.find(_ -> {}).start("gateway");
      Samples.installCrds(plane);
      // A new API's storage answers 429 at first, which kubectl waits out.
      plane.kubectl().output("get", "buckets,postgresinstances", "--all-namespaces");
      return new Started(plane);
    }

    @Override
    public void close() {
      plane.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(ControlPlane.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Started.class, _ -> Started.now(), Started.class)
        .plane();
  }
}
