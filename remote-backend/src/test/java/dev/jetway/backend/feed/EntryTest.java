package dev.jetway.backend.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.view.ByteSink;
import dev.jetway.backend.view.SpliceException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryTest {
  @Test
  void knowsItsKeyLabelsAndMetadata() {
    Entry entry = Things.entry("team", "orders", 7, "shop");
    assertThat(entry.key()).isEqualTo("team/orders");
    assertThat(entry.resourceVersion()).isEqualTo(7);
    assertThat(entry.labels()).containsOnly(Map.entry("app", "shop"));
    ByteSink out = new ByteSink(16);
    entry.writeMetadataTo(out);
    assertThat(text(out))
        .isEqualTo(
            "{\"name\":\"orders\",\"namespace\":\"team\",\"resourceVersion\":\"7\",\"labels\":{\"app\":\"shop\"}}");
  }

  @Test
  void isInItsNamespaceAndHasItsNameOnly() {
    Entry entry = Things.entry("team", "orders", 7);
    assertThat(entry.isIn("team")).isTrue();
    assertThat(entry.isIn("")).isTrue();
    assertThat(entry.isIn("tea")).isFalse();
    assertThat(entry.isIn("team-a")).isFalse();
    assertThat(entry.isNamed("orders")).isTrue();
    assertThat(entry.isNamed("")).isTrue();
    assertThat(entry.isNamed("ders")).isFalse();
    assertThat(entry.isNamed("team")).isFalse();
  }

  @Test
  void canBeGivenAnotherVersion() {
    ByteSink out = new ByteSink(16);
    Things.entry("team", "orders", 99, "shop").at(1000).writeTo(out);
    assertThat(text(out))
        .contains("\"resourceVersion\":\"1000\",\"labels\"")
        .endsWith("\"spec\":{}}");
    assertThat(Things.entry("team", "orders", 99).at(1000).resourceVersion()).isEqualTo(1000);
  }

  @Test
  void whatHasNoNumberAsVersionIsRefused() {
    byte[] bytes =
        "{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"abc\"}}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Entry.of(bytes, 0, bytes.length)).isInstanceOf(SpliceException.class);
    byte[] none = "{\"kind\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Entry.of(none, 0, none.length)).isInstanceOf(SpliceException.class);
  }

  private static String text(ByteSink out) {
    return new String(out.toArray(), StandardCharsets.UTF_8);
  }
}
