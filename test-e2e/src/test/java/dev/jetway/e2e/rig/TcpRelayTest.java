package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket echo;
  private final TcpRelay relay;

  TcpRelayTest() throws IOException {
    echo = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.execute(this::serve);
    relay = TcpRelay.start(echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
    echo.close();
    threads.close();
  }

  @Test
  void relaysBothWaysWholeAndHandsOnTheEnd() throws IOException {
    byte[] sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);
    try (Socket client = connect()) {
      threads.execute(() -> send(client, sent));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
    }
    assertThat(relay.bytesToTarget()).isEqualTo(sent.length);
    assertThat(relay.bytesFromTarget()).isEqualTo(sent.length);
    Eventually.within(Duration.ofSeconds(10))
        .isTrue("the connection's end", () -> relay.openConnections() == 0);
    assertThat(relay.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void delaysEachWay() throws IOException {
    relay.delay(Duration.ofMillis(60));
    try (Socket client = connect()) {
      roundTrip(client); // with the round trip of the handshake
      long start = System.nanoTime();
      roundTrip(client);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }
  }

  @Test
  void aDelayDoesNotLimitThroughput() throws IOException {
    relay.delay(Duration.ofMillis(100));
    byte[] sent = new byte[20_000_000];
    try (Socket client = connect()) {
      long start = System.nanoTime();
      threads.execute(() -> send(client, sent));
      assertThat(client.getInputStream().readAllBytes()).hasSameSizeAs(sent);
      // One 64 KiB chunk per round trip would take a minute.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void aBlackHoleSwallowsUntilResumed() throws IOException {
    try (Socket client = connect()) {
      roundTrip(client);
      relay.blackHole();
      client.getOutputStream().write(1);
      client.setSoTimeout(200);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      relay.resume();
      client.setSoTimeout(10_000);
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void aCutResetsBothEndsAndLetsNewOnesIn() throws IOException {
    try (Socket client = connect()) {
      roundTrip(client);
      relay.cut();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    }
    try (Socket client = connect()) {
      roundTrip(client);
    }
  }

  @Test
  void aRefusalResetsNewOnesUntilResumed() throws IOException {
    relay.refuse();
    assertThatThrownBy(
            () -> {
              try (Socket client = connect()) {
                roundTrip(client);
              }
            })
        .isInstanceOf(IOException.class);
    relay.resume();
    try (Socket client = connect()) {
      roundTrip(client);
    }
  }

  @Test
  void aCutReachesThroughABlackHole() throws IOException {
    try (Socket client = connect()) {
      roundTrip(client);
      relay.blackHole();
      relay.cut();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    client.setSoTimeout(10_000);
    return client;
  }

  private static void roundTrip(Socket client) throws IOException {
    client.getOutputStream().write(42);
    if (client.getInputStream().read() != 42) {
      throw new IOException("no echo");
    }
  }

  private static void send(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket connection = echo.accept();
        threads.execute(() -> echo(connection));
      } catch (IOException _) {
        // closed
      }
    }
  }

  private static void echo(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      long _ = connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException _) {
      // cut
    }
  }
}
