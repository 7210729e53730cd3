package dev.jetway.cli;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.ApiServiceRegistrar;
import dev.jetway.manifests.Conflict;
import dev.jetway.manifests.RegistrationReport;
import dev.jetway.manifests.Registrations;
import dev.jetway.manifests.ServedApi;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an APIService registered for every offered group/version, with the present CA bundle.
 * Thread-safe: the lock guards what was heard last of catalog and bundle.
 */
final class Registration implements AutoCloseable {
  private static final Duration UNREGISTER_WITHIN = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final ConnectorSettings settings;
  private final Announcer announcer;
  private final ServingIdentity.Rotation rotation;
  private final ApiServiceRegistrar registrar;
  private final Set<String> told = new HashSet<>();
  private ApiCatalog catalog = ApiCatalog.UNKNOWN;
  private String bundle = "";
  private Subscription subscription = () -> {};

  private Registration(
      ConnectorSettings settings,
      ApiServerClient client,
      ServingIdentity.Rotation rotation,
      Announcer announcer) {
    this.settings = settings;
    this.announcer = announcer;
    this.rotation = rotation;
    this.registrar =
        ApiServiceRegistrar.open(
            client, settings.connectionName(), this::reported, Clock.systemUTC());
  }

  /** Starts to keep the registrations. */
  static Registration open(
      ConnectorSettings settings,
      ApiServerClient client,
      RemoteBackend backend,
      ServingIdentity.Rotation rotation,
      Announcer announcer) {
    Registration registration = new Registration(settings, client, rotation, announcer);
    rotation.onBundle(registration::bundleChanged);
    registration.subscription = backend.onCatalogChange(registration::catalogChanged);
    return registration;
  }

  @Override
  public void close() {
    subscription.close();
    if (settings.unregisterOnExit() && !registrar.unregisterAll(UNREGISTER_WITHIN)) {
      LOG.warn("some APIServices are still there");
    }
    registrar.close();
  }

  private synchronized void bundleChanged(String changed) {
    bundle = changed;
    want();
  }

  private synchronized void catalogChanged(ApiCatalog changed) {
    catalog = changed;
    want();
  }

  private void want() {
    if (!catalog.isKnown() || bundle.isEmpty()) {
      return; // nothing is taken away because nothing is known yet
    }
    List<ServedApi> apis =
        catalog.versions().stream()
            .map(version -> new ServedApi(version.group(), version.version(), hash(version)))
            .toList();
    ServiceName service = settings.service();
    registrar.want(
        new Registrations(
            service.object().namespace(), service.object().name(), service.port(), bundle, apis));
  }

  private static String hash(ApiVersion version) {
    return Integer.toHexString(version.resources().hashCode()) + "-" + version.openApiV3().hash();
  }

  private void reported(RegistrationReport report) {
    if (!report.publishedCaBundle().isEmpty()) {
      rotation.published(report.publishedCaBundle());
    }
    for (ServedApi api : report.registered()) {
      if (told.add(api.groupVersion())) {
        announcer.say("registered: " + api.groupVersion());
      }
    }
    for (Conflict conflict : report.conflicts()) {
      if (told.add(conflict.toString())) {
        announcer.say("not registered: " + conflict.message());
      }
    }
  }
}
