package dev.jetway.e2e.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection that nobody has a token for any more. */
@ExtendWith(ProviderPlane.class)
class ExpiredConnectionIT {
  /** A token's hour, and the minute in which another one may come. */
  private static final Duration PAST_EXPIRY = Duration.ofMinutes(62);

  private final ControlPlane plane;

  ExpiredConnectionIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void isClosedByTheGateway() throws IOException {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource source = () -> Instant.now().plus(ahead.get());
    Clock clock = source.withZone(ZoneOffset.UTC);
    try (TestGateway gateway = TestGateway.start(plane, GatewayLimits.DEFAULT, clock);
        SSLSocket socket = gateway.connect()) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(sessionRequest(gateway.enrol("leaver")));
      InputStream in = socket.getInputStream();
      assertThat(readUntil(in, "\"cluster\":\"leaver\"")).contains("\"cluster\":\"leaver\"");

      ahead.set(PAST_EXPIRY);

      assertThat(new String(in.readAllBytes(), ISO_8859_1)).contains("expired");
    }
  }

  private static String readUntil(InputStream in, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    for (int b = in.read(); b >= 0 && read.indexOf(text) < 0; b = in.read()) {
      read.append((char) b);
    }
    return read.toString();
  }

  /** The preface of HTTP/2, empty SETTINGS, and one request, with no header compressed. */
  private static byte[] sessionRequest(String token) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    Map.of(
            ":method", "GET",
            ":scheme", "https",
            ":path", "/jetway/v1/session",
            ":authority", "localhost",
            "authorization", "Bearer " + token,
            "jetway-cluster-id", "id-of-leaver",
            "jetway-protocol", "1")
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey()) // those with a colon come first
        .forEach(header -> {
          headers.write(0);
          writeText(headers, header.getKey());
          writeText(headers, header.getValue());
        });
    int length = headers.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    all.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    all.writeBytes(new byte[] {0, (byte) (length >> 8), (byte) length, 1, 5, 0, 0, 0, 1});
    all.writeBytes(headers.toByteArray());
    return all.toByteArray();
  }

  /** A string literal of HPACK (RFC 7541, sections 5.1 and 5.2). */
  private static void writeText(ByteArrayOutputStream out, String text) {
    int length = text.length();
    if (length < 127) {
      out.write(length);
    } else {
      out.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        out.write(rest % 128 + 128);
        rest /= 128;
      }
      out.write(rest);
    }
    out.writeBytes(text.getBytes(ISO_8859_1));
  }
}
