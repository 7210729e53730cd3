package dev.jetway.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamCreditTest {
  private static final int INITIAL = 1000;
  private static final int MAX = 6000;
  private static final long SECOND = 1_000_000_000L;

  private final StreamCredit credit = new StreamCredit(INITIAL, MAX, 0);

  @Test
  void aStreamThatIsFastAndReadAsFastGetsAWiderWindow() {
    round(1000, SECOND / 10);
    assertThat(credit.target()).isEqualTo(2000);
    round(2000, SECOND / 5);
    assertThat(credit.target()).isEqualTo(4000);
    round(4000, SECOND / 2);
    assertThat(credit.target()).isEqualTo(MAX);
    round(MAX, SECOND);
    assertThat(credit.target()).isEqualTo(MAX);
  }

  @Test
  void aSlowSenderDoesNotNeedAWiderWindow() {
    round(1000, 2 * SECOND);
    assertThat(credit.target()).isEqualTo(INITIAL);
  }

  @Test
  void aReaderWhoNeverCatchesUpGetsTheWindowNarrowedAgain() {
    round(1000, 1);
    assertThat(credit.target()).isEqualTo(2000);
    credit.received(2000, 10);
    credit.read(1000, 11, true);
    credit.received(1000, 12);
    credit.read(1000, 13, true);
    assertThat(credit.target()).isEqualTo(INITIAL);
  }

  @Test
  void nothingGrowsWhileMemoryIsShort() {
    credit.received(1000, 1);
    credit.read(1000, 2, false);
    assertThat(credit.target()).isEqualTo(INITIAL);
  }

  @Test
  void unreadBytesAndCreditTogetherNeverPassTheWindow() {
    credit.received(600, 1);
    assertThat(credit.grant(400)).isZero();
    credit.read(200, 2, true);
    assertThat(credit.grant(400)).as("too little for a frame").isZero();
    credit.read(100, 3, true);
    assertThat(credit.grant(400)).isEqualTo(300);
    assertThat(credit.grant(700)).isZero();
  }

  @Test
  void aStreamIsUnreadFromWhenBytesLieThere() {
    assertThat(credit.unreadFor(50)).isZero();
    credit.received(10, 100);
    credit.received(10, 200);
    assertThat(credit.unreadFor(300)).isEqualTo(200);
    credit.read(5, 350, true);
    assertThat(credit.unreadFor(400)).isEqualTo(50);
    credit.read(15, 450, true);
    assertThat(credit.unreadFor(500)).isZero();
  }

  private void round(int bytes, long now) {
    credit.received(bytes, now);
    credit.read(bytes, now, true);
  }
}
