package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.scope.Tenant;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clusters are enrolled: ServiceAccounts of the gateway's namespace that carry the label
 * {@code connect.jetway.dev/cluster}. The first cluster that comes with such a ServiceAccount is
 * pinned by its identity; another one is turned away.
 *
 * <p>Thread-safe. {@code onLeave} is called on the mirror's thread.
 */
final class Enrolment implements AutoCloseable {
  /** The identity of the cluster that a ServiceAccount is for, on the ServiceAccount. */
  static final String CLUSTER_ID = "connect.jetway.dev/cluster-id";

  /**
   * The one provider namespace that a cluster's objects are in, on the ServiceAccount; without it,
   * each of the cluster's namespaces has one of its own.
   */
  static final String SINGLE_NAMESPACE = "connect.jetway.dev/single-namespace";

  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern ID = Pattern.compile("[\\w.:-]{1,128}");

  private final ApiServerClient api;
  private final String path;
  private final String namespace;
  private final ResourceMirror mirror;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Consumer<String> onLeave;
  private final Runnable onChange;
  private volatile Map<String, List<Account>> byCluster = Map.of();
  private volatile Set<String> uids = Set.of();
  private volatile Map<String, Set<String>> identities = Map.of();
  private volatile Map<String, Set<String>> singlesByIdentity = Map.of();

  /**
   * A view of the enrolled clusters that is empty before {@link #start}.
   *
   * @param onLeave hears of the UID of each ServiceAccount that no longer stands for its cluster
   * @param onChange hears of any change
   */
  Enrolment(ApiServerClient api, String namespace, Consumer<String> onLeave, Runnable onChange) {
    this.api = api;
    this.namespace = namespace;
    this.path = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
    this.onLeave = onLeave;
    this.onChange = onChange;
    this.mirror =
        new ResourceMirror(
            "enrolled-clusters", api, path, "labelSelector=" + OriginLabels.CLUSTER, this::changed);
  }

  /** A ServiceAccount that stands for a cluster; an empty clusterId means that none came yet. */
  private record Account(
      String name,
      String uid,
      String cluster,
      String clusterId,
      Optional<String> singleNamespace,
      String version) {
    static Account of(JsonNode account) {
      JsonNode metadata = account.path("metadata");
      boolean leaving = metadata.hasNonNull("deletionTimestamp");
      return new Account(
          metadata.path("name").asText(),
          metadata.path("uid").asText(),
          leaving ? "" : metadata.path("labels").path(OriginLabels.CLUSTER).asText(),
          metadata.path("annotations").path(CLUSTER_ID).asText(),
          Optional.ofNullable(metadata.path("annotations").get(SINGLE_NAMESPACE))
              .map(JsonNode::asText),
          metadata.path("resourceVersion").asText());
    }

    /** Whether the two differ in their version at most. */
    boolean isLike(Account other) {
      return equals(
          new Account(
              other.name,
              other.uid,
              other.cluster,
              other.clusterId,
              other.singleNamespace,
              version));
    }

    /** Whether whoever was let in before may stay. */
    boolean isStill(Account before) {
      return uid.equals(before.uid)
          && cluster.equals(before.cluster)
          && singleNamespace.equals(before.singleNamespace)
          && (clusterId.isEmpty()
              || before.clusterId.isEmpty()
              || clusterId.equals(before.clusterId));
    }
  }

  void start() {
    mirror.start();
  }

  boolean awaitSynced(Duration timeout) throws InterruptedException {
    return mirror.awaitSynced(timeout);
  }

  /** The names of all enrolled clusters that have a namespace for each of theirs. */
  Set<String> clusters() {
    return accounts.values().stream()
        .filter(account -> account.singleNamespace().isEmpty())
        .map(Account::cluster)
        .collect(Collectors.toSet());
  }

  /**
   * A cluster that is enrolled; empty if it is not, or if its ServiceAccounts do not agree on where
   * its objects are, or if that takes its identity, which is not known before it first comes.
   */
  Optional<Tenant> tenant(String cluster) {
    List<Account> all = byCluster.getOrDefault(cluster, List.of());
    Set<Optional<String>> namespaces =
        all.stream().map(Account::singleNamespace).collect(Collectors.toSet());
    if (namespaces.size() != 1) {
      return Optional.empty();
    }
    Optional<String> single = namespaces.iterator().next();
    if (single.isEmpty()) {
      return Optional.of(new Tenant(cluster, new NamespaceMode.PerNamespace()));
    }
    Set<String> ids = identities(cluster);
    return ids.size() == 1 && NamespaceMode.Single.isUsable(ids.iterator().next())
        ? Optional.of(new Tenant(cluster, NamespaceMode.of(single, ids.iterator().next())))
        : Optional.empty();
  }

  /**
   * The cluster that a caller stands for.
   *
   * @param clusterId what the caller says is its identity
   * @throws StatusException 400 if it says none, 403 if it stands for no cluster, 409 if it is not
   *     the cluster that came first, or takes the identity of another for names of objects
   */
  Tenant admit(VerifiedCaller caller, String clusterId) {
    Account account = accounts.get(caller.name());
    if (!caller.namespace().equals(namespace)
        || account == null
        || !account.uid().equals(caller.uid())) {
      throw refused(
          403,
          "ServiceAccount "
              + caller.namespace()
              + "/"
              + caller.name()
              + " stands for no consumer cluster: it needs to be in namespace "
              + namespace
              + " and carry the label "
              + OriginLabels.CLUSTER);
    }
    if (!ID.matcher(clusterId).matches()) {
      throw refused(400, "the request does not say the identity of its cluster");
    }
    if (account.singleNamespace().isPresent()) {
      checkSingle(account, clusterId);
    }
    Account pinned = account.clusterId().isEmpty() ? pin(account, clusterId) : account;
    boolean onlyOne = Set.of(clusterId).containsAll(identities(pinned.cluster()));
    if (!pinned.clusterId().equals(clusterId) || !onlyOne) {
      throw refused(
          409,
          "the name \""
              + pinned.cluster()
              + "\" is in use by a cluster of another identity; if this one took its place, set the"
              + " annotation "
              + CLUSTER_ID
              + " of ServiceAccount "
              + namespace
              + "/"
              + pinned.name()
              + " to "
              + clusterId);
    }
    return new Tenant(pinned.cluster(), mode(pinned));
  }

  /** Whether a ServiceAccount of this UID stands for a cluster. */
  boolean knows(String uid) {
    return uids.contains(uid);
  }

  /** The ServiceAccounts of all enrolled clusters. */
  Collection<ObjectNode> serviceAccounts() {
    return mirror.snapshot().values();
  }

  /** Where a ServiceAccount is. */
  String path(String account) {
    return path + "/" + account;
  }

  @Override
  public void close() {
    mirror.close();
  }

  /** Names of objects are made of the identity: no other cluster's may be made with it. */
  private void checkSingle(Account account, String clusterId) {
    if (!NamespaceMode.Single.isUsable(clusterId)) {
      throw refused(
          400, "the identity of a cluster whose objects are in one namespace must not hold \"x-\"");
    }
    Set<String> others = singlesByIdentity.getOrDefault(clusterId, Set.of());
    if (!Set.of(account.cluster()).containsAll(others)) {
      throw refused(
          409, "the identity " + clusterId + " is that of another consumer cluster, " + others);
    }
  }

  private static NamespaceMode mode(Account account) {
    return NamespaceMode.of(account.singleNamespace(), account.clusterId());
  }

  /** Pins the identity, unless another was pinned meanwhile: then it says which. */
  private Account pin(Account account, String clusterId) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", account.uid()).put("resourceVersion", account.version());
    metadata.putObject("annotations").put(CLUSTER_ID, clusterId);
    String object = path(account.name());
    try {
      Account pinned = Account.of(api.patch(object, "application/merge-patch+json", patch));
      LOG.info("pinned cluster={} identity={}", pinned.cluster(), clusterId);
      accounts.computeIfPresent(
          account.name(), (_, now) -> now.uid().equals(pinned.uid()) ? pinned : now);
      return pinned;
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
      Account now = Account.of(api.get(object));
      if (now.clusterId().isEmpty() || !now.uid().equals(account.uid())) {
        throw refused(503, "the cluster's ServiceAccount is being changed");
      }
      return now;
    }
  }

  private Set<String> identities(String cluster) {
    return identities.getOrDefault(cluster, Set.of());
  }

  private void changed(Change change) {
    boolean same =
        switch (change) {
          case Change.Added(ObjectNode account) -> keep(Account.of(account));
          case Change.Modified(ObjectNode account) -> keep(Account.of(account));
          case Change.Deleted(ObjectNode account) -> drop(Account.of(account).name());
          case Change.Synced _ -> false;
        };
    if (same) {
      return; // a report of tunnels, which come every minute
    }
    byCluster = accounts.values().stream().collect(Collectors.groupingBy(Account::cluster));
    uids = accounts.values().stream().map(Account::uid).collect(Collectors.toSet());
    List<Account> pinned =
        accounts.values().stream().filter(account -> !account.clusterId().isEmpty()).toList();
    identities =
        pinned.stream()
            .collect(
                Collectors.groupingBy(
                    Account::cluster, Collectors.mapping(Account::clusterId, Collectors.toSet())));
    singlesByIdentity =
        pinned.stream()
            .filter(account -> account.singleNamespace().isPresent())
            .collect(
                Collectors.groupingBy(
                    Account::clusterId, Collectors.mapping(Account::cluster, Collectors.toSet())));
    onChange.run();
  }

  /** Whether nothing that matters here is new. */
  private boolean keep(Account account) {
    boolean valid =
        LABEL.matcher(account.cluster()).matches()
            && account.singleNamespace().map(name -> LABEL.matcher(name).matches()).orElse(true);
    if (!valid) {
      LOG.warn("no valid cluster name, or single namespace, on serviceAccount={}", account.name());
      return drop(account.name());
    }
    Account before = accounts.put(account.name(), account);
    if (before != null && !account.isStill(before)) {
      onLeave.accept(before.uid());
    }
    return before != null && account.isLike(before);
  }

  private boolean drop(String name) {
    Account gone = accounts.remove(name);
    if (gone != null) {
      LOG.info("cluster left cluster={} serviceAccount={}", gone.cluster(), name);
      onLeave.accept(gone.uid());
    }
    return false;
  }

  private static StatusException refused(int code, String why) {
    return new StatusException(Status.of(code, why));
  }
}
