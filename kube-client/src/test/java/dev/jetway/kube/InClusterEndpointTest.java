package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InClusterEndpointTest {
  private static final Map<String, String> POD =
      Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

  @TempDir private Path folder;

  @Test
  void aPodFindsItsApiServer() throws IOException {
    Files.writeString(folder.resolve("token"), "t\n");
    Files.writeString(folder.resolve("ca.crt"), "CA");
    assertThat(InClusterEndpoint.available(folder, POD)).isTrue();
    ApiServerEndpoint endpoint = InClusterEndpoint.load(folder, POD);
    assertThat(endpoint.server()).hasToString("https://[fd00::1]:443");
    assertThat(endpoint.caPem()).contains("CA");
  }

  @Test
  void outsideOfAPodThereIsNone() {
    assertThat(InClusterEndpoint.available(folder, Map.of())).isFalse();
    assertThat(InClusterEndpoint.available(folder, POD)).isFalse();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> InClusterEndpoint.load(folder, Map.of()));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> InClusterEndpoint.load(folder, POD));
  }

  @Test
  void aRotatedTokenIsNoticedAndALostOneSurvived() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    Path file = folder.resolve("token");
    Files.writeString(file, "one");
    RotatingToken token = new RotatingToken(file, clock);
    assertThat(token.get()).isEqualTo("one");
    Files.writeString(file, "two\n");
    assertThat(token.get()).isEqualTo("one");
    now.set(now.get().plus(Duration.ofMinutes(1)));
    assertThat(token.get()).isEqualTo("two");
    Files.delete(file);
    now.set(now.get().plus(Duration.ofMinutes(5)));
    assertThat(token.get()).isEqualTo("two");
  }
}
