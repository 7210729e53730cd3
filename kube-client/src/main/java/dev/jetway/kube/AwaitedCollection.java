package dev.jetway.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ResourceMirror.Change;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A collection of an API server that is watched until it is as it should be, for commands that wait
 * for others to act. For one thread.
 *
 * @param sender how to reach the server
 * @param path the raw path of the collection
 * @param query its raw query, such as a selector; empty for all of it
 */
public record AwaitedCollection(RequestSender sender, String path, String query) {
  /** One object of a collection. */
  public static AwaitedCollection ofObject(RequestSender sender, String path, String name) {
    return new AwaitedCollection(
        sender, path, QueryString.EMPTY.with("fieldSelector", "metadata.name=" + name).encode());
  }

  /** Objects with a label, for example {@code app=shop}, or that have one at all. */
  public static AwaitedCollection ofLabelled(RequestSender sender, String path, String selector) {
    return new AwaitedCollection(
        sender, path, QueryString.EMPTY.with("labelSelector", selector).encode());
  }

  /**
   * Watches until the condition holds.
   *
   * @param condition asked on the calling thread at the beginning and after each change
   * @param within how long to go on
   * @return whether it held in time
   */
  public boolean await(Predicate<Collection<ObjectNode>> condition, Duration within)
      throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    Semaphore changes = new Semaphore(0);
    try (ResourceMirror mirror =
        new ResourceMirror("awaited", sender, path, query, (Change _) -> changes.release())) {
      mirror.start();
      if (!mirror.awaitSynced(within)) {
        return false;
      }
      while (true) {
        changes.drainPermits();
        if (condition.test(List.copyOf(mirror.snapshot().values()))) {
          return true;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || !changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
          return condition.test(List.copyOf(mirror.snapshot().values()));
        }
      }
    }
  }

  /** Watches until nothing is there any more. */
  public boolean awaitEmpty(Duration within) throws InterruptedException {
    return await(Collection::isEmpty, within);
  }
}
