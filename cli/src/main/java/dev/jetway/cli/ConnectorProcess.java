package dev.jetway.cli;

import dev.jetway.apiserver.ApiServer;
import dev.jetway.apiserver.ApiServerConfig;
import dev.jetway.backend.ProviderBackend;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.offer.ConfigMapLastKnownStore;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.backend.offer.Remembered;
import dev.jetway.certs.RotationPolicy.Publication;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.ControlPlaneLink;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector as a process: composed here, from top to bottom. What was opened last is closed
 * first.
 */
final class ConnectorProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(25);
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorProcess.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private ConnectorProcess() {}

  /** Starts the connector; returns once it serves. */
  static ConnectorProcess start(ConnectorSettings settings, Announcer announcer) throws Exception {
    ConnectorProcess process = new ConnectorProcess();
    try {
      process.run(settings, announcer);
      return process;
    } catch (Exception e) { // whatever it was, nothing may stay open
      process.close();
      throw e;
    }
  }

  private void run(ConnectorSettings settings, Announcer announcer) throws Exception {
    ApiServerClient client = open(new ApiServerClient(settings.cluster().endpoint()));
    String clusterId = ConsumerIdentity.await(client);
    OwnAccount account = OwnAccount.find(client);
    announcer.say(
        "consumer cluster: " + client.endpoint().server() + " (" + settings.cluster() + ")");

    List<String> names = new ArrayList<>(settings.servingNames());
    names.add(settings.service().dnsName());
    ServingIdentity serving =
        open(
            ServingIdentity.open(
                settings.certificate(),
                "jetway-connector",
                names,
                Publication.CONFIRMED,
                client,
                account));

    switch (settings.provider()) {
      case ProviderAccess.Followed followed -> {
        Connections connections =
            open(Connections.of(settings, followed, client, clusterId, account));
        serve(settings, serving, client, connections.backend(), announcer);
        connections.start(register(settings, serving, client, announcer));
      }
      case ProviderAccess.Tunnel _, ProviderAccess.Direct _ -> {
        ProviderBackend backend = connect(settings, client, clusterId, account, announcer);
        serve(settings, serving, client, backend, announcer);
        register(settings, serving, client, announcer).follow(backend);
      }
    }
  }

  /** The one control plane that the settings name. */
  private ProviderBackend connect(
      ConnectorSettings settings,
      ApiServerClient client,
      String clusterId,
      OwnAccount account,
      Announcer announcer) {
    LastKnownStore store = lastKnownStore(settings, client, account);
    Remembered before =
        Remembered.load(settings.connectionName(), store, settings.acceptControlPlane());
    ControlPlaneLink link = ProviderLink.open(settings, clusterId, before.identity(), this::open);
    ConsumerNamespaceWatch namespaces = open(new ConsumerNamespaceWatch(client));
    ProviderBackend backend =
        open(
            new ProviderBackend(
                link,
                before.known(),
                store,
                namespaces::isGone,
                settings.cache(),
                Clock.systemUTC()));
    namespaces.start(backend::consumerNamespaceDeleted, backend::lookForOrphans);
    open(link.onChange(new LinkAnnouncer(settings.connectionName(), announcer)));
    return backend;
  }

  private void serve(
      ConnectorSettings settings,
      ServingIdentity serving,
      ApiServerClient client,
      RemoteBackend backend,
      Announcer announcer)
      throws Exception {
    ApiServerConfig config =
        new ApiServerConfig(
            settings.listen().host(),
            settings.listen().port(),
            settings.shutdownDelay(),
            GRACE,
            false,
            Version.current());
    ApiServer server =
        open(
            new ApiServer(
                config,
                serving.keys(),
                client,
                backend,
                new PrometheusRegistry(),
                Clock.systemUTC()));
    server.start();
    announcer.say("kube-apiserver reaches us on " + settings.listen().host() + ":" + server.port());
  }

  /**
   * Registered last and, on request, removed first: kube-apiserver asks at once, and remembers a
   * 404.
   */
  private Registration register(
      ConnectorSettings settings,
      ServingIdentity serving,
      ApiServerClient client,
      Announcer announcer) {
    return open(Registration.open(settings, client, serving.rotation(), announcer));
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) { // AutoCloseable throws anything; the rest must be closed all the same
        LOG.warn("did not close cleanly reason=\"{}\"", e.toString());
      }
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.push(part);
    return part;
  }

  private static LastKnownStore lastKnownStore(
      ConnectorSettings settings, ApiServerClient client, OwnAccount account) {
    return settings
        .catalogConfigMap()
        .<LastKnownStore>map(name ->
            new ConfigMapLastKnownStore(
                client, name.namespace(), name.name(), account.ownerIn(name.namespace())))
        .orElseGet(LastKnownStore::none);
  }
}
