package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenedStreamsRateControlTest {
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong now = new AtomicLong();
  private final OpenedStreamsRateControl control =
      new OpenedStreamsRateControl(opened::get, now::get);

  @Test
  void everyOpenedStreamMayBeReset() {
    opened.set(10_000);

    assertThat(allowed()).isBetween(10_000L, 30_000L);
  }

  @Test
  void aPeerThatOnlySendsControlFramesIsStopped() {
    assertThat(allowed()).isLessThan(1_000);
    now.addAndGet(10_000_000_000L);
    assertThat(allowed()).isLessThan(1_000);
  }

  private long allowed() {
    long allowed = 0;
    while (allowed < 100_000 && control.onEvent("reset")) {
      allowed++;
    }
    return allowed;
  }
}
