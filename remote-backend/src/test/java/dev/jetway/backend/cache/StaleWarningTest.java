package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StaleWarningTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void saysSinceWhenTheLinkIsDownAndHowOldTheAnswerIs() {
    LinkState down =
        new LinkState.Down(NOON.plusMillis(123), "a reason with \"quotes\" and \n lines");
    assertThat(StaleWarning.of("prod", down, NOON, NOON.plusSeconds(42)))
        .isEqualTo(
            "299 jetway \"connection \\\"prod\\\" to the control plane is down since 2026-01-01T12:00:00Z:"
                + " this answer is 42 s old\"");
  }

  @Test
  void aLinkThatIsUpDoesNotAnswer() {
    LinkState up =
        new LinkState.Up(NOON, new LinkSession("c", "id", "1", new NamespaceMode.PerNamespace()));
    assertThat(StaleWarning.of("prod", up, NOON.plusSeconds(5), NOON))
        .isEqualTo(
            "299 jetway \"connection \\\"prod\\\" to the control plane does not answer: this answer is 0 s old\"");
  }
}
