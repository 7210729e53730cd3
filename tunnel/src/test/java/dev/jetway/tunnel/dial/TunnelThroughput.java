package dev.jetway.tunnel.dial;

import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;

/**
 * Prints how fast one stream is, down and up, over a line without delay and one with 100 ms there
 * and back; all in one process, taken in turns. Not a test: run its {@code main} on the test class
 * path.
 */
final class TunnelThroughput {
  private static final int ROUNDS = 5;
  private static final int BYTES = 200_000_000;

  private TunnelThroughput() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    byte[] upload = new byte[BYTES / 4];
    try (FakeGateway gateway = new FakeGateway();
        Relay near = new Relay(gateway.port());
        Relay far = new Relay(gateway.port(), Duration.ofMillis(50));
        TunnelLink plain = Requests.up(gateway.settings().withConnections(1));
        TunnelLink without = Requests.up(FakeGateway.settings(near.port()).withConnections(1));
        TunnelLink with = Requests.up(FakeGateway.settings(far.port()).withConnections(1))) {
      for (int round = 0; round < ROUNDS; round++) {
        for (Line line :
            List.of(
                new Line("no relay", plain),
                new Line("relay, no delay", without),
                new Line("relay, 100 ms", with))) {
          out.printf(
              "round %d  %-16s  down %6.1f MB/s  up %6.1f MB/s  round trip %5.1f ms%n",
              round, line.name(), down(line.link()), up(line.link(), upload), small(line.link()));
        }
      }
    }
  }

  private record Line(String name, TunnelLink link) {}

  private static double down(TunnelLink link) throws Exception {
    long begin = System.nanoTime();
    read(link.send(Requests.get("/bytes?" + BYTES)));
    return BYTES / 1e6 / seconds(begin);
  }

  private static double up(TunnelLink link, byte[] upload) throws Exception {
    long begin = System.nanoTime();
    read(link.send(Requests.post("/count", upload)));
    return upload.length / 1e6 / seconds(begin);
  }

  private static double small(TunnelLink link) throws Exception {
    long begin = System.nanoTime();
    read(link.send(Requests.get("/bytes?10")));
    return seconds(begin) * 1e3;
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void read(StreamedResponse answer) throws IOException, InterruptedException {
    Semaphore available = new Semaphore(0);
    while (true) {
      Content.Chunk chunk = answer.body().read();
      if (chunk == null) {
        answer.body().demand(available::release);
        available.acquire();
      } else if (Content.Chunk.isFailure(chunk)) {
        throw new IOException(chunk.getFailure());
      } else {
        chunk.release();
        if (chunk.isLast()) {
          return;
        }
      }
    }
  }
}
