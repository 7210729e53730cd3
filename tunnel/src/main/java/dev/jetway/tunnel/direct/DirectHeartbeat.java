package dev.jetway.tunnel.direct;

import dev.jetway.kube.Backoff;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkStates;
import dev.jetway.tunnel.LinkTrouble;
import dev.jetway.tunnel.scope.ScopedControlPlane;
import dev.jetway.tunnel.scope.Tenant;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Finds out whether a control plane answers, every five seconds and whenever a request failed, and
 * whether it is still the one that was seen first. One virtual thread.
 */
final class DirectHeartbeat implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final String VERSION = "direct";

  private final Tenant tenant;
  private final ScopedControlPlane controlPlane;
  private final LinkStates states;
  private final Semaphore suspicion = new Semaphore(0);
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final Thread thread;
  private final LinkIdentity identity;
  private boolean followed; // the thread's own

  DirectHeartbeat(
      String name,
      Tenant tenant,
      LinkIdentity identity,
      ScopedControlPlane controlPlane,
      LinkStates states) {
    this.identity = identity;
    this.tenant = tenant;
    this.controlPlane = controlPlane;
    this.states = states;
    this.thread = Thread.ofVirtual().name("link-" + name + "-heartbeat").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A request failed: look now. */
  void suspect() {
    suspicion.release();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      boolean same = true;
      while (same) {
        Duration pause = INTERVAL;
        try {
          same = beat();
        } catch (IOException e) {
          states.down(String.valueOf(e.getMessage()), troubleOf(e));
          pause = backoff.next();
        }
        if (suspicion.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          suspicion.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private static LinkTrouble troubleOf(IOException failure) {
    LinkTrouble trouble = LinkTrouble.UNREACHABLE;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusException refused) {
        trouble = LinkTrouble.ofStatus(refused.status().code());
      } else if (cause instanceof CertificateException) {
        trouble = LinkTrouble.CERTIFICATE;
      }
    }
    return trouble;
  }

  /** False if the control plane is another one: then nothing is sent any more. */
  private boolean beat() throws IOException, InterruptedException {
    String found = controlPlane.identity(PATIENCE);
    Optional<String> change = identity.check(found);
    if (change.isPresent()) {
      states.identityChanged(change.get());
      controlPlane.close();
      return false;
    }
    if (!followed) { // not before: it keeps roles at the control plane
      controlPlane.start();
      followed = true;
    }
    if (!controlPlane.awaitReady(PATIENCE)) {
      throw new IOException("what the control plane offers cannot be seen yet");
    }
    backoff.reset();
    states.up(new LinkSession(tenant.cluster(), found, VERSION, tenant.mode()));
    return true;
  }
}
