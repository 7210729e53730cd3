package dev.jetway.e2e.rig;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Two control planes: the provider, whose APIs are offered, and the consumer, which shall have
 * them.
 *
 * @param provider offers its APIs
 * @param consumer shall have them
 */
public record Rig(ControlPlane provider, ControlPlane consumer) implements AutoCloseable {

  /**
   * Starts both side by side.
   *
   * @param apiServerArguments more arguments for both kube-apiservers
   * @throws RigException if one does not come up; nothing runs by then
   */
  public static Rig start(ControlPlanes planes, String... apiServerArguments) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ControlPlane> provider =
          threads.submit(() -> planes.start("provider", apiServerArguments));
      Future<ControlPlane> consumer =
          threads.submit(() -> planes.start("consumer", apiServerArguments));
      threads.shutdown();
      try {
        return new Rig(provider.get(), consumer.get());
      } catch (ExecutionException | InterruptedException e) {
        closeWhenStarted(provider);
        closeWhenStarted(consumer);
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        throw new RigException("could not start two control planes: " + e.getMessage(), e);
      }
    }
  }

  /** Keeps the logs of both. */
  public void keepFiles() {
    provider.keepFiles();
    consumer.keepFiles();
  }

  /** Stops both. */
  @Override
  public void close() {
    try {
      consumer.close();
    } finally {
      provider.close();
    }
  }

  private static void closeWhenStarted(Future<ControlPlane> start) {
    try {
      start.get().close();
    } catch (ExecutionException | InterruptedException _) {
      // it did not start, which is what is being reported; or the JVM is told to end, which ends it
    }
  }
}
