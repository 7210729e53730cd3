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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an APIService registered for every group/version that is to be, with the present CA bundle.
 * Thread-safe: the lock guards what was heard last of the wish and of the bundle.
 */
final class Registration implements AutoCloseable {
  private static final Duration UNREGISTER_WITHIN = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final ConnectorSettings settings;
  private final Announcer announcer;
  private final ServingIdentity.Rotation rotation;
  private final ApiServiceRegistrar registrar;
  private final Set<String> told = new HashSet<>();
  private Optional<Wish> wish = Optional.empty();
  private String bundle = "";
  private Subscription subscription = () -> {};

  private volatile Consumer<RegistrationReport> listener = _ -> {};

  /** What is to be registered. */
  private record Wish(List<ApiVersion> versions, Registrations.Undecided undecided, long turn) {}

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

  /** Starts to keep the registrations, once it is said what they are. */
  static Registration open(
      ConnectorSettings settings,
      ApiServerClient client,
      ServingIdentity.Rotation rotation,
      Announcer announcer) {
    Registration registration = new Registration(settings, client, rotation, announcer);
    rotation.onBundle(registration::bundleChanged);
    return registration;
  }

  /** Registers all that a backend's catalog has. */
  void follow(RemoteBackend backend) {
    subscription = backend.onCatalogChange(this::catalogChanged);
  }

  /**
   * Registers these from now on.
   *
   * @param undecided of this nothing is taken away
   * @param turn comes back in the report
   */
  synchronized void want(List<ApiVersion> versions, Registrations.Undecided undecided, long turn) {
    wish = Optional.of(new Wish(versions, undecided, turn));
    want();
  }

  /** Hears of every report. */
  void onReport(Consumer<RegistrationReport> hears) {
    listener = hears;
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

  private void catalogChanged(ApiCatalog changed) {
    if (changed.isKnown()) { // nothing is taken away because nothing is known yet
      want(changed.versions(), new Registrations.Undecided(Set.of(), false), 0);
    }
  }

  private synchronized void want() {
    if (wish.isEmpty() || bundle.isEmpty()) {
      return;
    }
    List<ServedApi> apis =
        wish.get().versions().stream()
            .map(version -> new ServedApi(version.group(), version.version(), hash(version)))
            .toList();
    ServiceName service = settings.service();
    registrar.want(
        new Registrations(
            service.object().namespace(),
            service.object().name(),
            service.port(),
            bundle,
            apis,
            wish.get().undecided(),
            wish.get().turn()));
  }

  private static String hash(ApiVersion version) {
    return Integer.toHexString(version.resources().hashCode()) + "-" + version.openApiV3().hash();
  }

  private void reported(RegistrationReport report) {
    listener.accept(report);
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
