package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventCutterTest {
  private final EventCutter lines = new EventCutter(false);
  private final EventCutter frames = new EventCutter(true);

  @Test
  void severalLinesInOneChunkAreSeveralEvents() throws Exception {
    assertThat(cut(lines, "{\"n\":1}\n{\"n\":2}\n")).containsExactly("{\"n\":1}\n", "{\"n\":2}\n");
    assertThat(lines.isBetweenEvents()).isTrue();
  }

  @Test
  void lineInPiecesIsOneEvent() throws Exception {
    assertThat(cut(lines, "{\"a\":1}\n{\"b")).containsExactly("{\"a\":1}\n");
    assertThat(lines.isBetweenEvents()).isFalse();
    assertThat(cut(lines, "\":2")).isEmpty();
    assertThat(cut(lines, "}\n{\"c\":3}\n")).containsExactly("{\"b\":2}\n", "{\"c\":3}\n");
    assertThat(lines.isBetweenEvents()).isTrue();
  }

  @Test
  void charactersMayBeCutAnywhere() throws Exception {
    byte[] line = "{\"name\":\"żółć\"}\n".getBytes(StandardCharsets.UTF_8);
    List<String> events = new ArrayList<>();
    for (byte each : line) {
      events.addAll(cut(lines, ByteBuffer.wrap(new byte[] {each})));
    }
    assertThat(events).containsExactly("{\"name\":\"żółć\"}\n");
  }

  @Test
  void emptyLinesAreNoEvents() throws Exception {
    assertThat(cut(lines, "\n\n{}\n\n")).containsExactly("{}\n");
  }

  @Test
  void eventInPiecesHasALimitAndOneThatComesWholeHasNone() throws Exception {
    String large = "x".repeat(EventCutter.MAX_HELD);
    assertThat(cut(lines, large + "x\n")).hasSize(1);
    assertThat(cut(lines, large)).isEmpty();
    assertThatThrownBy(() -> cut(lines, "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4194304");
  }

  @Test
  void framesLoseTheirLength() throws Exception {
    ByteBuffer chunk = ByteBuffer.allocate(12).putInt(1).put((byte) 'a').putInt(3);
    chunk.put("bcd".getBytes(StandardCharsets.US_ASCII)).flip();
    assertThat(cut(frames, chunk)).containsExactly("a", "bcd");
    assertThat(frames.isBetweenEvents()).isTrue();
  }

  @Test
  void framesMustBeWhole() {
    assertThatThrownBy(() -> cut(frames, ByteBuffer.allocate(6).putInt(0, 3)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cut(frames, ByteBuffer.allocate(3))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cut(frames, ByteBuffer.allocate(6).putInt(0, -3)))
        .isInstanceOf(IOException.class);
  }

  private static List<String> cut(EventCutter cutter, String chunk) throws IOException {
    return cut(cutter, ByteBuffer.wrap(chunk.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> cut(EventCutter cutter, ByteBuffer chunk) throws IOException {
    cutter.add(chunk);
    List<String> events = new ArrayList<>();
    for (Optional<ByteBuffer> event = cutter.next(); event.isPresent(); event = cutter.next()) {
      events.add(StandardCharsets.UTF_8.decode(event.get()).toString());
    }
    return events;
  }
}
