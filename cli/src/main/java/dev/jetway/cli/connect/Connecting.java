package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.bind.Binding;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.cli.bind.ServedApis;
import dev.jetway.cli.cluster.SecretKeys;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.install.Installer;
import dev.jetway.cli.terminal.NotInTimeException;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.cli.terminal.TextTable;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.BootstrapToken;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.ConsumerManifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of {@code jetway connect}, each of which can be repeated. For one thread. */
final class Connecting {
  private static final String CONNECTIONS = "/apis/" + Binding.API_VERSION + "/clusterconnections";
  private static final String CRD =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clusterconnections.connect.jetway.dev";

  private final ApiServerClient provider;
  private final String providerNamespace;
  private final ApiServerClient consumer;
  private final String consumerNamespace;
  private final Terminal terminal;
  private final Installer installer;

  /**
   * Between two clusters.
   *
   * @param providerNamespace the gateway's namespace
   * @param consumerNamespace the connector's namespace
   */
  Connecting(
      ApiServerClient provider,
      String providerNamespace,
      ApiServerClient consumer,
      String consumerNamespace,
      Terminal terminal) {
    this.provider = provider;
    this.providerNamespace = providerNamespace;
    this.consumer = consumer;
    this.consumerNamespace = consumerNamespace;
    this.terminal = terminal;
    this.installer = new Installer(consumer, terminal, consumerNamespace, "jetway-connector");
  }

  /**
   * What is to be.
   *
   * @param connection the connection's name
   * @param cluster the consumer cluster's name at the control plane
   * @param single the one namespace for all its objects
   * @param gateway how it reaches the control plane
   * @param image the connector's image, empty for the installed one; absent if it is not to be
   *     installed
   * @param bind what is bound
   * @param pull whether all is bound
   * @param within how long each wait may take
   */
  record Wish(
      String connection,
      String cluster,
      Optional<String> single,
      GatewayAccessFlags gateway,
      Optional<String> image,
      List<String> bind,
      boolean pull,
      Duration within) {
    Wish {
      bind = List.copyOf(bind);
    }
  }

  /**
   * Does it.
   *
   * @throws SettingsException if something is missing or in the way; nothing is half-done then that
   *     another run would not finish
   * @throws NotInTimeException if the connection is not ready, or something is not bound, in time
   */
  void run(Wish wish) throws Exception {
    String clusterId = Target.uid(consumer);
    if (Target.uid(provider).equals(clusterId)) {
      throw SettingsException.of(
          "control plane and consumer cluster are the same: name two with --provider-context and"
              + " --consumer-context");
    }
    checkInstallation(wish);
    GatewayAccess gateway = wish.gateway().find(provider, providerNamespace);
    new Enrolling(provider, terminal, providerNamespace)
        .enrol(wish.cluster(), clusterId, wish.single());
    install(wish);
    Applier applier = new Applier(consumer, false, change -> terminal.print(change.toString()));
    if (!works(wish.connection(), gateway)) {
      String token =
          BootstrapToken.create(
                  provider, providerNamespace, wish.cluster(), wish.gateway().audience())
              .token();
      applier.apply(ConnectionObjects.secret(wish.connection(), consumerNamespace, gateway, token));
    }
    applier.apply(ConnectionObjects.connection(wish.connection(), consumerNamespace, wish.pull()));
    if (wish.within().isZero()) {
      return;
    }
    ObjectNode connection = awaitReady(wish, gateway);
    bind(wish, connection);
    tellOffered(wish.connection());
  }

  /** Before anything is changed. */
  private void checkInstallation(Wish wish) {
    if (wish.image().isEmpty() && consumer.find(CRD).isEmpty()) {
      throw SettingsException.of(
          "--no-install: the kinds of connections are not in the consumer cluster: install the"
              + " connector first, with its manifests or its chart");
    }
    if (wish.image().equals(Optional.of("")) && !installer.isInstalled()) {
      throw SettingsException.of(
          "--image: must be given, the connector is not installed yet; or --no-install, if it is"
              + " installed by other means");
    }
  }

  private void install(Wish wish) throws Exception {
    if (wish.image().isPresent() && !(wish.image().get().isEmpty() && installer.isInstalled())) {
      installer.install(Installer.Choice.of(wish.image().get()), ConsumerManifests::render);
    }
  }

  /** Whether the connection is as it should be already, so that its token is left alone. */
  private boolean works(String connection, GatewayAccess gateway) {
    boolean ready =
        consumer
            .find(ConnectionObjects.path(connection))
            .filter(found -> isReady(found, gateway))
            .isPresent();
    return ready
        && consumer
            .find(
                "/api/v1/namespaces/"
                    + consumerNamespace
                    + "/secrets/"
                    + ConnectionObjects.secretName(connection))
            .filter(secret -> SecretKeys.text(secret, "gateway").equals(gateway.address()))
            .filter(secret -> SecretKeys.text(secret, "ca.crt").equals(gateway.caPem()))
            .isPresent();
  }

  private ObjectNode awaitReady(Wish wish, GatewayAccess gateway) throws Exception {
    AwaitedCollection one = AwaitedCollection.ofObject(consumer, CONNECTIONS, wish.connection());
    boolean ready =
        terminal.during(
            "waiting until connection " + wish.connection() + " is ready",
            () ->
                one.await(
                    found -> found.stream().anyMatch(each -> isReady(each, gateway)),
                    wish.within()));
    ObjectNode now = consumer.get(ConnectionObjects.path(wish.connection()));
    if (!ready) {
      String reason = Conditions.reason(now, "Ready");
      throw new NotInTimeException(
          "connection %s is not ready: %s; 'jetway doctor %s' looks closer"
              .formatted(
                  wish.connection(),
                  reason.isEmpty()
                      ? "no connector has seen it yet, does it run?"
                      : reason + ": " + Conditions.message(now, "Ready"),
                  wish.connection()));
    }
    terminal.print(
        "connection "
            + wish.connection()
            + " is "
            + terminal.good("Ready")
            + ": "
            + Conditions.message(now, "Ready"));
    return now;
  }

  /**
   * What was ready with another gateway is not, until the connector has seen the new Secret; one of
   * an earlier version does not say which it has seen.
   */
  private static boolean isReady(JsonNode connection, GatewayAccess gateway) {
    String seen = connection.at("/status/gateway").asText();
    return Conditions.isTrue(connection, "Ready")
        && (seen.isEmpty() || seen.equals(gateway.address()))
        && connection.at("/status/observedGeneration").asLong()
            >= connection.at("/metadata/generation").asLong();
  }

  private void bind(Wish wish, ObjectNode connection) throws Exception {
    Bindings bindings = new Bindings(consumer, terminal);
    List<Binding> wanted = new ArrayList<>();
    for (String name : wish.bind()) {
      wanted.add(Binding.of(name, connection, Optional.empty()));
    }
    wanted.forEach(binding -> bindings.apply(binding, Optional.empty()));
    for (Binding binding : wanted) {
      bindings.awaitBound(binding, wish.within());
    }
    if (wish.pull()) {
      awaitPulled(wish, bindings);
    }
  }

  private void awaitPulled(Wish wish, Bindings bindings) throws Exception {
    AwaitedCollection one = AwaitedCollection.ofObject(consumer, CONNECTIONS, wish.connection());
    boolean bound =
        terminal.during(
            "waiting until everything is bound",
            () ->
                one.await(found -> found.stream().allMatch(Connecting::isAllBound), wish.within()));
    if (!bound) {
      throw new NotInTimeException(
          "not everything that is offered is bound: see 'jetway status' and 'jetway doctor "
              + wish.connection()
              + "'");
    }
    bindings.awaitListed(ServedApis.bound(consumer.get(ConnectionObjects.path(wish.connection()))));
  }

  private static boolean isAllBound(JsonNode connection) {
    for (JsonNode api : connection.at("/status/offeredAPIs")) {
      if (!api.path("bound").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  private void tellOffered(String name) {
    TextTable table = new TextTable("API", "VERSIONS", "BOUND");
    for (JsonNode api : consumer.get(ConnectionObjects.path(name)).at("/status/offeredAPIs")) {
      List<String> versions = new ArrayList<>();
      api.path("versions").forEach(version -> versions.add(version.asText()));
      table.row(
          api.path("resource").asText() + "." + api.path("group").asText(),
          String.join(",", versions),
          api.path("bound").asBoolean() ? "yes" : "no");
    }
    if (table.isEmpty()) {
      terminal.print("nothing is offered yet: see 'jetway offer' at the control plane");
      return;
    }
    table.lines().forEach(terminal::print);
  }
}
