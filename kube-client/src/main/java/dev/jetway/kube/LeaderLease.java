package dev.jetway.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several replicas leads, by a Lease of {@code coordination.k8s.io}, as client-go's leader
 * election does it.
 *
 * <pre>
 *  follower -- the Lease is free, or was not renewed for 15 s as seen here --> leader
 *  leader   -- not renewed for 10 s, or somebody else has it ---------------> follower
 *  leader   -- close() gives the Lease free --------------------------------> closed
 * </pre>
 *
 * Clocks of replicas are not compared: a Lease is old when it was not seen to change for its time.
 * A leader that cannot renew stops before another may begin.
 *
 * <p>Thread-safe. One virtual thread does everything and calls the listener.
 */
public final class LeaderLease implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW_WITHIN = Duration.ofSeconds(10);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Two calls, each of which waits for a head and a body. */
  private static final int WAITS = 4;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

  private final ApiServerClient client;
  private final String collection;
  private final String name;
  private final String identity;
  private final Consumer<Boolean> listener;
  private final InstantSource clock;
  private final Optional<ObjectNode> owner;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean leads;

  // The thread's own:
  private String seen = "";
  private long seenAt;
  private long renewedAt;

  /**
   * A replica that does not stand for election before {@link #start}.
   *
   * @param namespace the namespace of the Lease
   * @param name its name
   * @param identity tells this replica from the others
   * @param listener hears when it begins to lead and when it ends
   */
  public LeaderLease(
      ApiServerClient client,
      String namespace,
      String name,
      String identity,
      Consumer<Boolean> listener,
      InstantSource clock) {
    this(client, namespace, name, identity, listener, clock, Optional.empty());
  }

  /**
   * The same with a Lease that goes with its owner.
   *
   * @param owner an {@code OwnerReference}
   */
  public LeaderLease(
      ApiServerClient client,
      String namespace,
      String name,
      String identity,
      Consumer<Boolean> listener,
      InstantSource clock,
      Optional<ObjectNode> owner) {
    this.client = client;
    this.collection = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    this.name = name;
    this.identity = identity;
    this.listener = listener;
    this.clock = clock;
    this.owner = owner;
    this.thread = Thread.ofVirtual().name("leader-lease").unstarted(this::run);
  }

  /**
   * An identity that tells people where the replica is: the host's name, which in a cluster is the
   * pod's, the process, and something random.
   */
  public static String identityHere() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      host = "localhost"; // a host that cannot resolve its own name
    }
    return host + "_" + ProcessHandle.current().pid() + "_" + UUID.randomUUID();
  }

  /** Stands for election from now on. */
  public void start() {
    thread.start();
  }

  /** Whether this replica leads. */
  public boolean leads() {
    return leads;
  }

  /** Leads no more, and lets another at once; the Lease stays if it cannot be written. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_WITHIN)) {
        LOG.warn("does not give free lease={}", name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        turn();
      } while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (leads) {
      release();
      change(false);
    }
  }

  /** One look at the Lease, and what follows from it. */
  private void turn() {
    boolean held;
    // Whatever hangs, a leader knows in time that it is none any more.
    Duration left = leads ? RENEW_WITHIN.minusNanos(System.nanoTime() - renewedAt) : RENEW_WITHIN;
    try {
      held = left.isPositive() && acquireOrRenew(client.within(left.dividedBy(WAITS)));
    } catch (RuntimeException e) { // the edge of the thread: it must not end unseen
      LOG.warn("could not renew lease={} reason=\"{}\"", name, e.getMessage());
      held = leads && System.nanoTime() - renewedAt < RENEW_WITHIN.toNanos();
    }
    if (held != leads) {
      change(held);
    }
  }

  private boolean acquireOrRenew(ApiServerClient hurried) {
    Optional<ObjectNode> found = hurried.find(collection + "/" + name);
    if (found.isEmpty()) {
      ObjectNode lease = JsonNodeFactory.instance.objectNode();
      lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
      ObjectNode metadata = lease.putObject("metadata").put("name", name);
      owner.ifPresent(reference -> metadata.putArray("ownerReferences").add(reference));
      return write(hurried, lease, false);
    }
    JsonNode spec = found.get().path("spec");
    String holder = spec.path("holderIdentity").asText();
    String state = holder + " " + spec.path("renewTime").asText();
    long now = System.nanoTime();
    if (!state.equals(seen)) {
      seen = state;
      seenAt = now;
    }
    boolean mine = holder.equals(identity);
    if (!mine && !holder.isEmpty() && now - seenAt < LEASE.toNanos()) {
      return false;
    }
    return write(hurried, found.get(), mine);
  }

  /** Writes the Lease as ours; false if somebody else was faster. */
  private boolean write(ApiServerClient hurried, ObjectNode lease, boolean renewal) {
    ObjectNode spec = lease.withObject("/spec");
    String now = MICRO_TIME.format(clock.instant());
    spec.put("holderIdentity", identity).put("leaseDurationSeconds", LEASE.toSeconds());
    spec.put("renewTime", now);
    if (!renewal) {
      spec.put("acquireTime", now);
      spec.put("leaseTransitions", spec.path("leaseTransitions").asInt() + 1);
    }
    long before = System.nanoTime();
    if (!isWritten(hurried, lease)) {
      return false;
    }
    renewedAt = before;
    return true;
  }

  private boolean isWritten(ApiServerClient hurried, ObjectNode lease) {
    try {
      if (lease.at("/metadata/resourceVersion").isMissingNode()) {
        hurried.create(collection, lease);
      } else {
        hurried.replace(collection + "/" + name, lease);
      }
      return true;
    } catch (StatusException e) {
      if (e.status().code() == 409) {
        return false;
      }
      throw e;
    }
  }

  private void release() {
    try {
      ObjectNode lease = client.get(collection + "/" + name);
      if (lease.at("/spec/holderIdentity").asText().equals(identity)) {
        lease.withObject("/spec").put("holderIdentity", "").put("leaseDurationSeconds", 1);
        client.replace(collection + "/" + name, lease);
      }
    } catch (RuntimeException e) { // it becomes old by itself
      LOG.info("lease not given free lease={} reason=\"{}\"", name, e.getMessage());
    }
  }

  private void change(boolean now) {
    leads = now;
    LOG.info("{} lease={} identity={}", now ? "leads" : "leads no more", name, identity);
    listener.accept(now);
  }
}
