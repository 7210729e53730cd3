package dev.jetway.backend;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that many may want at once: whoever asks while it is being found out waits for the next
 * one, which all others of that time share. So an answer is never older than its question.
 *
 * <p>Thread-safe; the answer is found on a virtual thread.
 */
public final class Coalesced<T> {
  private final String name;
  private final Source<T> source;
  private @Nullable CompletableFuture<T> running; // guarded by this
  private @Nullable CompletableFuture<T> waiting; // guarded by this

  /** Finds the answer. */
  public interface Source<T> {
    /** The answer as it is after this call began. */
    T find() throws Exception;
  }

  /** An answer that nobody has asked for yet; the name is that of the threads. */
  public Coalesced(String name, Source<T> source) {
    this.name = name;
    this.source = source;
  }

  /** The answer; empty if it could not be found, or not in time. */
  public Optional<T> get(long nanos) {
    try {
      return Optional.of(join().get(nanos, TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException _) {
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<T> join() {
    if (running == null) {
      CompletableFuture<T> first = new CompletableFuture<>();
      running = first;
      start(first);
      return first;
    }
    if (waiting == null) {
      waiting = new CompletableFuture<>();
    }
    return waiting;
  }

  private void start(CompletableFuture<T> answer) {
    Thread.ofVirtual().name(name).start(() -> run(answer));
  }

  private void run(CompletableFuture<T> answer) {
    try {
      answer.complete(source.find());
    } catch (Exception e) { // whoever waits is told, whatever it was
      answer.completeExceptionally(e);
    } finally {
      next();
    }
  }

  private synchronized void next() {
    running = waiting;
    waiting = null;
    if (running != null) {
      start(running);
    }
  }
}
