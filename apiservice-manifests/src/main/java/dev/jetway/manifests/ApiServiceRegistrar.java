package dev.jetway.manifests;

import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keeps a cluster's APIServices as they are wanted, by watching them and the CRDs.
 *
 * <p>Every replica of a connector may run one. They write with the resourceVersion that they saw,
 * so none undoes what it has not seen; and one that hears late of a new offer does not remove what
 * a faster one registered: see {@link ApiServiceWriter}.
 *
 * <p>Thread-safe. One virtual thread does all writing and calls the listener. {@code lock} guards
 * what is wanted and is never held during a call; {@code pass} is held during a whole pass. States:
 * open (idle until {@link #want}), unregistering (writes nothing but deletions), closed. Closing
 * leaves the APIServices where they are.
 */
public final class ApiServiceRegistrar implements AutoCloseable {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private final ApiServerClient client;
  private final String connector;
  private final Consumer<RegistrationReport> listener;
  private final InstantSource clock;
  private final ApiServiceWriter writer;
  private final ResourceMirror apiServices;
  private final ResourceMirror crds;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private Optional<Registrations> wanted = Optional.empty();
  private boolean wake;
  private boolean stopped;

  private final ReentrantLock pass = new ReentrantLock();
  private volatile RegistrationReport report = RegistrationReport.NONE;

  private ApiServiceRegistrar(
      ApiServerClient client,
      String connector,
      Consumer<RegistrationReport> listener,
      InstantSource clock) {
    this.client = client;
    this.connector = connector;
    this.listener = listener;
    this.clock = clock;
    this.writer = new ApiServiceWriter(client, connector, clock);
    this.apiServices =
        new ResourceMirror("apiservices", client, Unregistration.API_SERVICES, "", _ -> wake());
    this.crds =
        new ResourceMirror("crds", client, CRDS, "", RegistrationPlan::neededOfCrd, _ -> wake());
    this.thread = Thread.ofVirtual().name("apiservice-registrar").unstarted(this::run);
  }

  /**
   * Starts to watch; nothing is written before {@link #want} is called.
   *
   * @param client the cluster's API server; not closed here
   * @param connector marks the APIServices that this connector, with all its replicas, keeps
   * @param listener hears of every change of {@link #report}, on the registrar's thread
   */
  public static ApiServiceRegistrar open(
      ApiServerClient client,
      String connector,
      Consumer<RegistrationReport> listener,
      InstantSource clock) {
    ApiServiceRegistrar registrar = new ApiServiceRegistrar(client, connector, listener, clock);
    registrar.apiServices.start();
    registrar.crds.start();
    registrar.thread.start();
    return registrar;
  }

  /**
   * Says what is to be registered from now on. The server behind the Service must answer discovery
   * and OpenAPI for all of it already: kube-apiserver asks at once, and remembers a 404.
   */
  public void want(Registrations registrations) {
    lock.lock();
    try {
      wanted = Optional.of(registrations);
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How the registrations are now. */
  public RegistrationReport report() {
    return report;
  }

  /**
   * Removes every APIService of this connector and registers nothing more: to be called before the
   * server behind them goes away for good, when no other replica runs.
   *
   * @return false if some were still there when the time was up
   * @throws StatusException if the API server refuses
   * @throws ApiUnreachableException if it does not answer
   */
  public boolean unregisterAll(Duration timeout) {
    close();
    Instant deadline = clock.instant().plus(timeout);
    pass.lock();
    try {
      return Unregistration.of(client, connector).run(deadline, clock);
    } finally {
      pass.unlock();
    }
  }

  /** Stops watching and writing; the APIServices stay. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    apiServices.close();
    crds.close();
  }

  private void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      Optional<Registrations> next = awaitTurn(Duration.ZERO);
      while (next.isPresent()) {
        next = awaitTurn(takeTurn(next.get()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until something changed, or the pause is over; zero waits for changes alone. Empty when
   * stopped.
   */
  private Optional<Registrations> awaitTurn(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (!stopped && !(wake && isReady())) {
        if (pause.isZero()) {
          woken.await();
        } else if (nanos > 0) {
          nanos = woken.awaitNanos(nanos);
        } else {
          break;
        }
      }
      wake = false;
      return stopped ? Optional.empty() : wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is known what is wanted and what is there. */
  private boolean isReady() {
    return wanted.isPresent()
        && !apiServices.resourceVersion().isEmpty()
        && !crds.resourceVersion().isEmpty();
  }

  /** Writes what is due; the time after which to look again, zero if only a change calls for it. */
  private Duration takeTurn(Registrations registrations) {
    pass.lock();
    try {
      ApiServiceWriter.Outcome outcome =
          writer.write(registrations, apiServices.snapshot().values(), crds.snapshot().values());
      if (!outcome.report().equals(report)) {
        report = outcome.report();
        listener.accept(outcome.report());
      }
      return outcome.lookAgainIn();
    } finally {
      pass.unlock();
    }
  }
}
