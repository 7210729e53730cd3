package dev.jetway.backend.feed;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes watchers on virtual threads, some on each, so that whoever has news need not wait. */
final class Wakers implements AutoCloseable {
  private static final int SLICE = 64;
  private static final Logger LOG = LoggerFactory.getLogger(Wakers.class);

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("jetway-watchers-", 0).factory());

  void wake(List<Waiter> waiters) {
    for (int from = 0; from < waiters.size(); from += SLICE) {
      List<Waiter> slice = waiters.subList(from, Math.min(from + SLICE, waiters.size()));
      try {
        threads.execute(() -> slice.forEach(Wakers::wake));
      } catch (RejectedExecutionException _) {
        wakeHere(slice); // the process ends
      }
    }
  }

  private static void wakeHere(List<Waiter> waiters) {
    waiters.forEach(Wakers::wake);
  }

  private static void wake(Waiter waiter) {
    try {
      waiter.wake();
    } catch (RuntimeException e) { // one that fails must not keep news from the others
      LOG.warn("a watcher was not woken reason=\"{}\"", e.toString());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
