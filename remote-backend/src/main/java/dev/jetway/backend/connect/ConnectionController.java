package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ProviderBackend;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.bind.BindingPlan;
import dev.jetway.backend.bind.BoundBackend;
import dev.jetway.backend.bind.OfferingConnection;
import dev.jetway.backend.bind.Verdict;
import dev.jetway.backend.change.Judgement;
import dev.jetway.backend.change.ReviewedBinding;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.offer.GroupVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what runs equal to what ClusterConnections, bindings and Secrets say, and says in their
 * status what came of it.
 *
 * <pre>
 *  an API comes: it is served, then kube-apiserver is told
 *  an API goes:  kube-apiserver is told, and once its APIService is gone, it is served no more
 *  a connection goes: the same for its APIs, then its link is closed
 * </pre>
 *
 * so that no APIService is ever without a server.
 *
 * <p>Thread-safe. One virtual thread does everything; each event only wakes it, and it looks at all
 * there is.
 */
public final class ConnectionController implements AutoCloseable {
  static final String CONNECTIONS = "clusterconnections";
  static final String CLUSTER_BINDINGS = "clusterapibindings";
  static final String BINDINGS = "apibindings";

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionController.class);

  private final FollowedKinds kinds;
  private final ConnectionOpener opener;
  private final BoundBackend bound;
  private final StatusWriter statuses;
  private final Clock clock;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile RegisteredApis registered = RegisteredApis.NONE;
  private volatile boolean leads;
  private volatile List<ProviderBackend> backends = List.of();
  private volatile boolean closed;

  // The thread's own:
  private final Map<String, OpenConnection> open = new HashMap<>();
  private final List<OpenConnection> leaving = new ArrayList<>();
  private Wish wish = new Wish(List.of(), BindingPlan.NOTHING.undecided());
  private long turn = -1;
  private ApiRegistry registry = (_, _, _) -> {};

  /** What kube-apiserver was last told. */
  private record Wish(List<ApiVersion> versions, BindingPlan.Undecided undecided) {}

  /**
   * A controller that does nothing before {@link #start}.
   *
   * @param namespace the connector's own, where Secrets are
   * @param bound what is served; stays the caller's to close
   */
  public ConnectionController(
      ApiServerClient client,
      String namespace,
      ConnectionOpener opener,
      BoundBackend bound,
      Clock clock) {
    this.kinds = new FollowedKinds(client, namespace, this::wake);
    this.opener = opener;
    this.bound = bound;
    this.statuses = new StatusWriter(client, clock);
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("connections").unstarted(this::run);
  }

  /** Begins; the registry is told from now on. */
  public void start(ApiRegistry apis) {
    registry = apis;
    kinds.start();
    thread.start();
  }

  /** Hears what kube-apiserver sends to us. */
  public void registered(RegisteredApis now) {
    registered = now;
    wake();
  }

  /** Hears whether this replica writes status and Events. */
  public void leads(boolean now) {
    leads = now;
    wake();
  }

  /** A consumer namespace has gone. */
  public void consumerNamespaceDeleted(String namespace) {
    backends.forEach(backend -> backend.consumerNamespaceDeleted(namespace));
  }

  /** The consumer's namespaces have become known. */
  public void lookForOrphans() {
    backends.forEach(ProviderBackend::lookForOrphans);
  }

  /** Ends; links are closed, and what is written stays. */
  @Override
  public void close() {
    closed = true;
    kinds.close();
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    open.values().forEach(OpenConnection::close);
    leaving.forEach(OpenConnection::close);
  }

  private void wake() {
    news.release();
  }

  private void run() {
    boolean again = false;
    while (!closed) {
      try {
        if (again) {
          boolean _ = news.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          news.acquire();
        }
        news.drainPermits();
        again = kinds.isKnown() && !reconcile();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) { // the edge of the thread: it must not end unseen
        LOG.error("connections not brought up to date", e);
        again = true;
      }
    }
  }

  /** False if it is to be tried again without news. */
  private boolean reconcile() {
    Map<String, ObjectNode> objects = kinds.connections();
    openAndClose(objects);
    Map<Binding.Key, ObjectNode> bindings = kinds.bindings();
    Map<String, ApiCatalog> shown = new TreeMap<>();
    boolean followed = review(objects, bindings.values(), shown);
    BindingPlan plan = plan(objects, bindings.values(), shown);
    serve(plan, shown);
    leaving.removeIf(this::isUnused);
    return (!leads || writeStatuses(objects, bindings, plan)) && followed;
  }

  /**
   * Reviews what each connection offers.
   *
   * @param shown gets what clients see of it
   * @return false if what was accepted could not be read
   */
  private boolean review(
      Map<String, ObjectNode> objects,
      Collection<ObjectNode> bindings,
      Map<String, ApiCatalog> shown) {
    Map<String, List<ReviewedBinding>> byConnection =
        bindings.stream()
            .map(FollowedKinds::reviewed)
            .sorted(Comparator.comparing(reviewed -> reviewed.binding().key().toString()))
            .collect(Collectors.groupingBy(reviewed -> reviewed.binding().connection()));
    boolean followed = true;
    for (Map.Entry<String, OpenConnection> entry : open.entrySet()) {
      String name = entry.getKey();
      ApiCatalog now = entry.getValue().backend().catalog();
      AcceptedOffer accepted = entry.getValue().accepted();
      ObjectNode object = objects.get(name);
      if (object != null) {
        followed &=
            accepted.follow(object.path("status").path(ConnectionStatus.ACCEPTED).asText(), now);
      }
      shown.put(name, accepted.review(now, byConnection.getOrDefault(name, List.of())));
    }
    return followed;
  }

  private void openAndClose(Map<String, ObjectNode> objects) {
    objects.forEach((name, object) -> {
      ConnectionSpec spec = ConnectionSpec.of(object);
      Credential credential = kinds.credential(spec);
      OpenConnection before = open.get(name);
      if (before == null || !before.update(spec, credential)) {
        OpenConnection next = opener.open(spec, credential, this::wake);
        open.put(name, next);
        if (before != null) {
          leaving.add(before);
        }
        next.backend().lookForOrphans();
      }
    });
    for (String name : Set.copyOf(open.keySet())) {
      if (!objects.containsKey(name)) {
        leaving.add(open.get(name));
        open.remove(name);
      }
    }
    backends = open.values().stream().map(OpenConnection::backend).toList();
  }

  private BindingPlan plan(
      Map<String, ObjectNode> objects,
      Iterable<ObjectNode> bindings,
      Map<String, ApiCatalog> shown) {
    List<OfferingConnection> offering = new ArrayList<>();
    open.forEach((name, connection) -> {
      ConnectionSpec spec = connection.spec();
      ObjectNode object = objects.get(name);
      offering.add(
          new OfferingConnection(
              name,
              spec.created(),
              spec.pull(),
              shown.getOrDefault(name, ApiCatalog.UNKNOWN),
              object != null && object.at("/status/controlPlane").isObject()));
    });
    List<Binding> wanted = new ArrayList<>();
    bindings.forEach(object -> wanted.add(FollowedKinds.binding(object)));
    return BindingPlan.of(offering, wanted);
  }

  private void serve(BindingPlan plan, Map<String, ApiCatalog> shown) {
    Map<String, RemoteBackend> byName = new TreeMap<>();
    open.forEach((name, connection) -> byName.put(name, connection.backend()));
    Set<GroupVersion> staying = new HashSet<>(bound.served());
    staying.removeAll(plan.versions().keySet());
    RegisteredApis seen = registered;
    bound.serve(byName, shown, plan.versions(), staying);
    Wish next = wish(plan);
    if (turn < 0 || !next.equals(wish)) {
      wish = next;
      registry.want(next.versions(), next.undecided(), ++turn);
    } else if (seen.turn() == turn && !seen.leaving().containsAll(staying)) {
      staying.retainAll(seen.leaving());
      bound.serve(byName, shown, plan.versions(), staying);
    }
  }

  private Wish wish(BindingPlan plan) {
    List<ApiVersion> versions =
        bound.catalog().versions().stream()
            .filter(version ->
                plan.versions().containsKey(new GroupVersion(version.group(), version.version())))
            .toList();
    return new Wish(versions, plan.undecided());
  }

  private boolean isUnused(OpenConnection connection) {
    boolean unused = !bound.inUse().contains(connection.backend());
    if (unused) {
      Thread.ofVirtual().name("connection-end").start(connection::close);
    }
    return unused;
  }

  private boolean writeStatuses(
      Map<String, ObjectNode> objects, Map<Binding.Key, ObjectNode> bindings, BindingPlan plan) {
    Instant now = clock.instant();
    boolean done = true;
    Set<String> uids = new HashSet<>();
    for (Map.Entry<String, ObjectNode> entry : objects.entrySet()) {
      OpenConnection connection = open.get(entry.getKey());
      ObjectNode object = entry.getValue();
      uids.add(object.at("/metadata/uid").asText());
      if (connection != null) {
        ObjectNode status =
            ConnectionStatus.of(
                new ConnectionStatus.Facts(
                    connection.spec(),
                    object.at("/metadata/generation").asLong(),
                    object.path("status"),
                    connection.credential(),
                    connection.renewal(),
                    connection.link(),
                    connection.backend().catalog(),
                    connection.accepted().keep(),
                    plan),
                now);
        done &= statuses.write(CONNECTIONS, object, status) && connection.accepted().isSettled();
      }
    }
    for (Map.Entry<Binding.Key, ObjectNode> entry : bindings.entrySet()) {
      ObjectNode object = entry.getValue();
      uids.add(object.at("/metadata/uid").asText());
      var verdict = plan.verdicts().get(entry.getKey());
      if (verdict != null && !isBeingRegistered(verdict, object)) {
        ObjectNode status =
            BindingStatus.of(
                new BindingStatus.Facts(
                    entry.getKey(),
                    verdict,
                    judgement(object),
                    registered,
                    object.at("/metadata/generation").asLong(),
                    object.path("status")),
                now);
        done &=
            statuses.write(
                entry.getKey().namespace().isEmpty() ? CLUSTER_BINDINGS : BINDINGS, object, status);
      }
    }
    statuses.retain(uids);
    return done;
  }

  /**
   * Whether it is not known yet how registration goes, of a binding whose status tells of this
   * spec: what it says stays, so that a new leader takes nothing back that is right.
   */
  private boolean isBeingRegistered(Verdict verdict, ObjectNode binding) {
    return verdict instanceof Verdict.Bound
        && registered.turn() != turn
        && binding.at("/status/observedGeneration").asLong()
            == binding.at("/metadata/generation").asLong();
  }

  private Judgement judgement(ObjectNode binding) {
    Binding wanted = FollowedKinds.binding(binding);
    OpenConnection connection = open.get(wanted.connection());
    return connection == null
        ? new Judgement.Unknown("ConnectionNotFound", "there is no such ClusterConnection")
        : connection.accepted().judgement(wanted.key());
  }
}
