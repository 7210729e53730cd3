package dev.jetway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.bind.BoundBackend;
import dev.jetway.backend.connect.ConnectionController;
import dev.jetway.backend.connect.ConnectionOpener;
import dev.jetway.backend.connect.ConnectionSpec;
import dev.jetway.backend.connect.RegisteredApis;
import dev.jetway.backend.offer.ConfigMapLastKnownStore;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.cli.bind.Binding;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.LeaderLease;
import dev.jetway.manifests.RegistrationReport;
import dev.jetway.manifests.Registrations;
import dev.jetway.manifests.ServedApi;
import dev.jetway.tunnel.offer.GroupVersion;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that follows the ClusterConnections of a cluster: their controller, and who leads. */
final class Connections implements AutoCloseable {
  private final BoundBackend backend;
  private final ConnectionController controller;
  private final LeaderLease lease;
  private final ConsumerNamespaceWatch namespaces;

  private Connections(
      BoundBackend backend,
      ConnectionController controller,
      LeaderLease lease,
      ConsumerNamespaceWatch namespaces) {
    this.backend = backend;
    this.controller = controller;
    this.lease = lease;
    this.namespaces = namespaces;
  }

  /** Composes them; nothing begins before {@link #start}. */
  static Connections of(
      ConnectorSettings settings,
      ProviderAccess.Followed followed,
      ApiServerClient client,
      String clusterId,
      OwnAccount account) {
    ObjectName place = followed.lease();
    ConsumerNamespaceWatch namespaces = new ConsumerNamespaceWatch(client);
    BoundBackend backend = new BoundBackend(settings.connectionName());
    ConnectionController controller =
        new ConnectionController(
            client,
            place.namespace(),
            new ConnectionOpener(
                new FollowedLinks(client, clusterId, followed, settings.compression()),
                spec -> store(settings, client, spec),
                namespaces::isGone,
                settings.cache().limits(),
                Clock.systemUTC()),
            backend,
            Clock.systemUTC());
    LeaderLease lease =
        new LeaderLease(
            client,
            place.namespace(),
            place.name(),
            LeaderLease.identityHere(),
            controller::leads,
            Clock.systemUTC(),
            account.ownerIn(place.namespace()));
    return new Connections(backend, controller, lease, namespaces);
  }

  /** What is bound, as one backend. */
  BoundBackend backend() {
    return backend;
  }

  /** Begins to follow; what is bound is registered here. */
  void start(Registration registration) {
    registration.onReport(report -> controller.registered(registered(report)));
    namespaces.start(controller::consumerNamespaceDeleted, controller::lookForOrphans);
    controller.start((versions, undecided, turn) ->
        registration.want(
            versions,
            new Registrations.Undecided(undecided.groups(), undecided.everything()),
            turn));
    lease.start();
  }

  @Override
  public void close() {
    lease.close();
    controller.close();
    namespaces.close();
    backend.close();
  }

  private static LastKnownStore store(
      ConnectorSettings settings, ApiServerClient client, ConnectionSpec spec) {
    ObjectNode owner =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", Binding.API_VERSION)
            .put("kind", "ClusterConnection")
            .put("name", spec.name())
            .put("uid", spec.uid());
    return settings
        .catalogConfigMap()
        .<LastKnownStore>map(prefix ->
            new ConfigMapLastKnownStore(
                client,
                prefix.namespace(),
                prefix.name() + "-" + spec.name() + "-" + spec.uid().substring(0, 8),
                Optional.of(owner)))
        .orElseGet(LastKnownStore::none);
  }

  private static RegisteredApis registered(RegistrationReport report) {
    Map<GroupVersion, RegisteredApis.Conflict> conflicts = new HashMap<>();
    report
        .conflicts()
        .forEach(conflict ->
            conflicts.put(
                key(conflict.api()),
                new RegisteredApis.Conflict(conflict.reason().word(), conflict.message())));
    Set<GroupVersion> leaving = new HashSet<>();
    report.leaving().forEach(name -> leaving.add(key(name)));
    return new RegisteredApis(
        report.wanted().map(Registrations::turn).orElse(-1L),
        Set.copyOf(keys(report.registered())),
        conflicts,
        leaving);
  }

  private static List<GroupVersion> keys(List<ServedApi> apis) {
    return apis.stream().map(Connections::key).toList();
  }

  private static GroupVersion key(ServedApi api) {
    return new GroupVersion(api.group(), api.version());
  }

  /** From the name of an APIService. */
  private static GroupVersion key(String name) {
    int dot = name.indexOf('.');
    return new GroupVersion(name.substring(dot + 1), name.substring(0, dot));
  }
}
