package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serving certificate that replicas share through a store and that never expires: whichever
 * replica finds something due does it, and who loses the race uses what the other one wrote.
 *
 * <p>An authority is replaced in two steps, so that clients never meet a certificate whose issuer
 * they do not know: see {@link RotationState}. When the store is lost, the present certificate
 * stays in use and the next turn tries again. A store that was emptied or damaged gets the present
 * state back; to have new authorities made, stop all replicas and then empty it.
 *
 * <p>Safe for use by several threads. One virtual thread does all reading, writing and telling of
 * listeners; {@code turn} is held during all of that, {@code lock} guards only its being woken.
 * States: open, closed.
 */
public final class RotatingServingCertificate implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(RotatingServingCertificate.class);

  /** A turn ends after so many steps or lost races; the next one goes on. */
  private static final int MAX_STEPS = 8;

  private final String name;
  private final ServerNames names;
  private final RotationPolicy policy;
  private final CertificateStore store;
  private final Clock clock;
  private final double jitter;

  private final List<Consumer<ServingCertificate>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean closed;

  private volatile @Nullable RotationState state;

  /**
   * Where {@link #state} came from, so that what has not changed is not parsed; under {@link
   * #turn}.
   */
  private Optional<CertificateStore.Stored> used = Optional.empty();

  private volatile Set<X509Certificate> published = Set.of();

  RotatingServingCertificate(
      String name,
      ServerNames names,
      RotationPolicy policy,
      CertificateStore store,
      Clock clock,
      RandomGenerator random) {
    this.name = name;
    this.names = names;
    this.policy = policy;
    this.store = store;
    this.clock = clock;
    this.jitter = random.nextDouble();
  }

  /**
   * Loads the certificate, or makes and stores the first one, and keeps it fresh until closed.
   *
   * @param name start of the authorities' common names, at most 47 characters
   * @param names the names that the certificate must have; another replica's may be there too
   * @throws CertificateStoreException when the store cannot be used
   */
  public static RotatingServingCertificate open(
      String name,
      ServerNames names,
      RotationPolicy policy,
      CertificateStore store,
      Clock clock,
      RandomGenerator random) {
    var certificate = new RotatingServingCertificate(name, names, policy, store, clock, random);
    certificate.takeTurn();
    Thread.ofVirtual().name("serving-certificate-" + name).start(certificate::run);
    return certificate;
  }

  /** What to present, and what clients are to trust. */
  public ServingCertificate current() {
    return requireState().toServingCertificate();
  }

  /** The authorities that clients are to trust, as PEM. */
  public String bundle() {
    return current().bundle();
  }

  /**
   * Calls the listener now and after each change, with what is then current. It must be quick; what
   * it throws later is logged. It may be called by any thread, but never by two at once.
   */
  public void addListener(Consumer<ServingCertificate> listener) {
    turn.lock();
    try {
      listener.accept(current());
      listeners.add(listener);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Says that clients have this bundle: a new authority in it may begin to issue. To be called
   * after each successful publication, also of an unchanged bundle.
   *
   * @param bundle PEM, as {@link #bundle()} gave it
   */
  public void published(String bundle) {
    published = Set.copyOf(Pem.certificates(bundle));
    refresh();
  }

  /** Has the store read soon, for who has heard that it changed. */
  public void refresh() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops after the turn that is under way; the current certificate can still be read. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitTurn()) {
      try {
        takeTurn();
      } catch (RuntimeException e) {
        // The edge: whatever a store throws, the certificate at hand stays in use.
        LOGGER.warn("could not refresh serving certificate name={} error={}", name, e.toString());
      }
    }
  }

  /** Waits for the next turn; false when closed. */
  private boolean awaitTurn() {
    lock.lock();
    try {
      long nanos = policy.reload().toNanos();
      while (!wake && !closed && nanos > 0) {
        nanos = woken.awaitNanos(nanos);
      }
      wake = false;
      return !closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the store, does what is due, and uses the outcome. Blocks; throws what the store throws.
   */
  void takeTurn() {
    turn.lock();
    try {
      for (int i = 0; i < MAX_STEPS; i++) {
        if (isSettled()) {
          return;
        }
      }
      LOGGER.warn("serving certificate not settled name={} steps={}", name, MAX_STEPS);
    } finally {
      turn.unlock();
    }
  }

  /** One pass: true when the store held a state with nothing due, which is now in use. */
  private boolean isSettled() {
    Optional<CertificateStore.Stored> stored = store.load();
    RotationState known = state;
    RotationState found =
        known != null && stored.equals(used) ? known : stored.map(this::decode).orElse(null);
    if (found == null) {
      save(stored, known == null ? first() : known);
      return false;
    }
    RotationStep step = RotationStep.due(found, names, policy, jitter, published, clock.instant());
    if (step == RotationStep.NONE) {
      used = stored;
      use(found);
      return true;
    }
    if (save(stored, apply(step, found))) {
      LOGGER.info("rotated serving certificate name={} step={}", name, step);
    }
    return false;
  }

  private @Nullable RotationState decode(CertificateStore.Stored stored) {
    if (stored.data().isEmpty()) {
      return null;
    }
    try {
      return RotationStateData.decode(stored.data());
    } catch (CertificateStoreException e) {
      LOGGER.warn("replacing stored certificates name={} reason={}", name, e.getMessage());
      return null;
    }
  }

  private boolean save(Optional<CertificateStore.Stored> expected, RotationState next) {
    Map<String, String> data = RotationStateData.encode(next);
    return expected.map(found -> store.replace(found, data)).orElseGet(() -> store.create(data));
  }

  private RotationState first() {
    KeyMaterial authority = newAuthority();
    return RotationState.issuing(authority, newLeaf(authority, names));
  }

  private RotationState apply(RotationStep step, RotationState from) {
    return switch (step) {
      case NONE -> from;
      case RENEW_LEAF -> from.renewed(newLeaf(from.authority(), namesFor(from)));
      case ANNOUNCE -> from.announcing(newAuthority());
      case SWITCH -> from.switched(newLeaf(from.announced().getFirst(), names));
      case DROP_FORMER -> from.withoutFormer();
    };
  }

  /**
   * A certificate that lacks a name keeps those it has, or replicas with different names, as during
   * an update of the program, would replace each other's for ever.
   */
  private ServerNames namesFor(RotationState from) {
    return RotationStep.namesOf(from.serving().certificate())
        .filter(present -> !present.include(names))
        .map(names::and)
        .orElse(names);
  }

  private KeyMaterial newAuthority() {
    return CertificateAuthority.create(name, policy.authorityLifetime(), clock).material();
  }

  private KeyMaterial newLeaf(KeyMaterial authority, ServerNames leafNames) {
    return new CertificateAuthority(authority, clock)
        .issueServing(leafNames, policy.leafLifetime());
  }

  private void use(RotationState found) {
    if (found.equals(state)) {
      return;
    }
    state = found;
    ServingCertificate certificate = found.toServingCertificate();
    for (Consumer<ServingCertificate> listener : listeners) {
      try {
        listener.accept(certificate);
      } catch (RuntimeException e) {
        // The edge: one listener's failure must not keep the others from the new certificate.
        LOGGER.warn("serving certificate listener failed name={} error={}", name, e.toString());
      }
    }
  }

  private RotationState requireState() {
    RotationState known = state;
    if (known == null) {
      throw new IllegalStateException("the serving certificate has not been loaded");
    }
    return known;
  }
}
