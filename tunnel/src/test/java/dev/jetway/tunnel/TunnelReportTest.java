package dev.jetway.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TunnelReportTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.5Z");
  private static final TunnelReport REPORT = new TunnelReport(2, NOW, "1.2.3", "1.2.4");

  @Test
  void isReadAsItWasWritten() {
    assertThat(TunnelReport.parse(REPORT.toText())).contains(REPORT);
    assertThat(REPORT.seen()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Test
  void whatSomebodyElseWroteIsNone() {
    assertThat(TunnelReport.parse("")).isEmpty();
    assertThat(TunnelReport.parse("{")).isEmpty();
    assertThat(TunnelReport.parse("{\"tunnels\":1}")).isEmpty();
    assertThat(TunnelReport.replica("connect.jetway.dev/last-seen")).isEmpty();
  }

  @Test
  void theKeyIsAnAnnotationsWhateverTheReplicaIsCalled() {
    String key = TunnelReport.key("Gateway_7.example.org-8443");
    assertThat(TunnelReport.replica(key)).isEqualTo(Optional.of("gateway-7-example-org-8443"));
    String longest = TunnelReport.key("-".repeat(10) + "x".repeat(20) + "-".repeat(50) + "8443");
    assertThat(longest.substring(longest.indexOf('/') + 1)).matches("[a-z0-9][a-z0-9-]{0,62}");
  }

  @Test
  void isStaleOnceItsReplicaShouldHaveWrittenAgain() {
    assertThat(REPORT.isStale(NOW.plus(TunnelReport.EVERY))).isFalse();
    assertThat(REPORT.isStale(NOW.plus(Duration.ofMinutes(4)))).isTrue();
  }

  @Test
  void saysTheSameAtAnotherTime() {
    assertThat(REPORT.says(new TunnelReport(2, Instant.MAX, "1.2.3", "1.2.4"))).isTrue();
    assertThat(REPORT.says(new TunnelReport(1, NOW, "1.2.3", "1.2.4"))).isFalse();
  }

  @Test
  void aPeersVersionIsAVersionOrNothing() {
    assertThat(SoftwareVersion.CURRENT).matches("\\d+\\.\\d+\\.\\d+\\S*");
    assertThat(SoftwareVersion.ofPeer("1.2.3-rc.1+7")).isEqualTo("1.2.3-rc.1+7");
    assertThat(SoftwareVersion.ofPeer("1\n2")).isEmpty();
    assertThat(SoftwareVersion.ofPeer("1".repeat(65))).isEmpty();
  }
}
