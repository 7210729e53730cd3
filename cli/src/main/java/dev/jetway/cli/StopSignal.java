package dev.jetway.cli;

import java.util.concurrent.CountDownLatch;

/** SIGTERM and SIGINT, as the JVM tells of them. */
final class StopSignal {
  private StopSignal() {}

  /**
   * Waits until the process is told to stop, and runs the orderly end before the JVM goes.
   *
   * @param end called once, on the JVM's shutdown thread
   * @throws InterruptedException if the waiting thread is interrupted; the end is then the caller's
   */
  static void await(Runnable end) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              end.run();
              stopped.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    stopped.await();
  }
}
