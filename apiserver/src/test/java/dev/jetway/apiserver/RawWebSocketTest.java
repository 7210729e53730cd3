package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches over WebSocket, byte by byte: what no client shows, and what no good client does. */
class RawWebSocketTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String ORIGIN = "Origin: https://ui.example.org\r\n";
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;

  private final RunningServer running = new RunningServer();
  private final StreamingAnswer answer = new StreamingAnswer();

  RawWebSocketTest() throws Exception {}

  @BeforeEach
  void watch() {
    running.backend.answers(_ -> answer);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void headOfTheUpgradeHasNothingButTheHandshake() throws Exception {
    try (RawConnection connection = new RawConnection(running)) {
      connection.write(
          request(
              KEY
                  + VERSION
                  + ORIGIN
                  + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                  + "Sec-WebSocket-Protocol: binary.k8s.io\r\n"));
      assertThat(connection.readHead().lines().filter(line -> !line.startsWith("Date: ")))
          .containsExactlyInAnyOrder(
              "HTTP/1.1 101 Switching Protocols",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
              "Sec-WebSocket-Protocol: binary.k8s.io",
              "");
    }
  }

  @Test
  void warningsStandInTheHeadOfTheUpgrade() throws Exception {
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(200, "{\"n\":1}\n"));
    try (RawConnection connection = new RawConnection(running)) {
      connection.write(request(KEY + VERSION + ORIGIN));
      assertThat(connection.readHead())
          .startsWith("HTTP/1.1 101 ")
          .contains("Warning: 299 - \"careful\"\r\n")
          .doesNotContain("Content-", "Cache-Control", "of-the-provider");
      assertThat(connection.read()).isEqualTo(TEXT);
    }
  }

  @Test
  void largeEventIsOneFrameAndTheEndAnswersNothingElse() throws Exception {
    String event = "{\"n\":\"" + "x".repeat(100_000) + "\"}\n";
    try (RawConnection connection = opened()) {
      answer.write(event);
      assertThat(connection.read()).isEqualTo(TEXT);
      assertThat(connection.read()).isEqualTo(127);
      assertThat(ByteBuffer.wrap(connection.read(8)).getLong()).isEqualTo(event.length());
      assertThat(new String(connection.read(event.length()), StandardCharsets.UTF_8))
          .isEqualTo(event);
      answer.end();
      assertClosed(connection, 1000);
    }
  }

  @Test
  void frameThatIsNotMaskedIsAProtocolError() throws Exception {
    try (RawConnection connection = opened()) {
      connection.write(new byte[] {(byte) TEXT, 1, 'x'});
      assertClosed(connection, 1002);
      assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void messageMayNotBeLargerThanKubeApiserverTakes() throws Exception {
    try (RawConnection connection = opened()) {
      byte[] mebibyte = new byte[1 << 20];
      connection.write(
          ByteBuffer.allocate(14).put((byte) TEXT).put((byte) 0xff).putLong(33L << 20).array());
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 33; i++) {
                    connection.write(mebibyte);
                  }
                } catch (IOException _) {
                  // The server has closed.
                }
              });
      assertClosed(connection, 1009);
      assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
      assertThat(sender.join(RunningServer.PATIENCE)).isTrue();
    }
  }

  @Test
  void refusedHandshakesHaveKubeApiserversWords() throws Exception {
    assertRefused(VERSION + ORIGIN, "400 Bad Request", "mismatch challenge/response");
    assertRefused(KEY + ORIGIN, "400 Bad Request", "missing or bad WebSocket Version");
    assertRefused(KEY + VERSION, "403 Forbidden", "");
    assertRefused(
        KEY + VERSION + ORIGIN + "Sec-WebSocket-Protocol: a, b\r\n", "400 Bad Request", "");
  }

  private void assertRefused(String headers, String status, String body) throws IOException {
    try (RawConnection connection = new RawConnection(running)) {
      connection.write(request(headers));
      assertThat(connection.readHead()).startsWith("HTTP/1.1 " + status + "\r\n");
      assertThat(connection.readAll()).isEqualTo(body);
    }
  }

  private RawConnection opened() throws IOException {
    RawConnection connection = new RawConnection(running);
    connection.write(request(KEY + VERSION + ORIGIN));
    assertThat(connection.readHead()).startsWith("HTTP/1.1 101 ");
    return connection;
  }

  private static void assertClosed(RawConnection connection, int code) throws IOException {
    assertThat(connection.read()).isEqualTo(CLOSE);
    int length = connection.read();
    assertThat(length).isGreaterThanOrEqualTo(2);
    assertThat(ByteBuffer.wrap(connection.read(length)).getShort()).isEqualTo((short) code);
    assertThat(connection.read()).isEqualTo(-1);
  }

  private static String request(String headers) {
    return "GET "
        + DATABASES
        + "?watch=true HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\n"
        + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        + headers
        + "\r\n";
  }
}
