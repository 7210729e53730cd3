package dev.jetway.backend.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectSplitterTest {
  private static final String LIST =
      """
      {"apiVersion":"g/v1","items":[{"a":"}]","metadata":{"name":"x"}} , {"b":[1,{}]}],\
      "kind":"ThingList","metadata":{"continue":"next","resourceVersion":"12"}}
      """;
  private static final String EVENTS =
      """
      {"type":"ADDED","object":{"kind":"Thing","s":"\\"{é"}}
      {"object":{},"type":"BOOKMARK"}

      {"type":"ERROR","object":{"code":410}}
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void aListIsCutIntoItsItems(int step) {
    List<String> pieces = new ArrayList<>();
    ObjectSplitter splitter =
        ObjectSplitter.ofList((type, bytes, from, to) -> pieces.add(type + text(bytes, from, to)));
    feed(splitter, LIST, step);
    splitter.end();
    assertThat(pieces)
        .containsExactly("{\"a\":\"}]\",\"metadata\":{\"name\":\"x\"}}", "{\"b\":[1,{}]}");
    assertThat(splitter.kind()).isEqualTo("ThingList");
    assertThat(splitter.resourceVersion()).isEqualTo("12");
    assertThat(splitter.continueToken()).contains("next");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void aWatchIsCutIntoItsEvents(int step) {
    List<String> lines = new ArrayList<>();
    List<String> pieces = new ArrayList<>();
    ObjectSplitter splitter =
        ObjectSplitter.ofWatch((type, bytes, from, to) -> {
          lines.add(text(bytes, 0, bytes.length));
          pieces.add(type + text(bytes, from, to));
        });
    feed(splitter, EVENTS, step);
    splitter.end();
    assertThat(pieces)
        .containsExactly(
            "ADDED{\"kind\":\"Thing\",\"s\":\"\\\"{é\"}", "BOOKMARK{}", "ERROR{\"code\":410}");
    assertThat(String.join("", lines)).isEqualTo(EVENTS.replace("\n\n", "\n"));
  }

  @Test
  void anEventComesOutWithItsLastByte() {
    List<String> types = new ArrayList<>();
    ObjectSplitter splitter = ObjectSplitter.ofWatch((type, _, _, _) -> types.add(type));
    feed(splitter, "{\"type\":\"ADDED\",\"object\":{}", 100);
    assertThat(types).isEmpty();
    feed(splitter, "}", 1);
    assertThat(types).containsExactly("ADDED");
  }

  @Test
  void anEmptyListHasNoPieces() {
    ObjectSplitter splitter =
        ObjectSplitter.ofList((_, _, _, _) -> {
          throw new AssertionError("there is no item");
        });
    feed(splitter, "{\"items\":[],\"metadata\":{\"resourceVersion\":\"1\"}}", 5);
    splitter.end();
    assertThat(splitter.continueToken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"items\":[1]}", "{\"items\":[{}", "{\"items\":[{}]", "nonsense"})
  void whatIsNoListIsRefused(String text) {
    ObjectSplitter splitter = ObjectSplitter.ofList((_, _, _, _) -> {});
    assertThatThrownBy(
            () -> {
              feed(splitter, text, 3);
              splitter.end();
            })
        .isInstanceOf(SpliceException.class);
  }

  @Test
  void anObjectHasALimit() {
    ObjectSplitter splitter = ObjectSplitter.ofWatch((_, _, _, _) -> {});
    feed(splitter, "{\"type\":\"ADDED\",\"object\":{\"x\":\"", 100);
    byte[] padding = new byte[1 << 20];
    java.util.Arrays.fill(padding, (byte) 'x');
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 9; i++) {
                splitter.feed(padding, 0, padding.length);
              }
            })
        .isInstanceOf(SpliceException.class)
        .hasMessageContaining("larger than");
  }

  private static void feed(ObjectSplitter splitter, String text, int step) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; from += step) {
      splitter.feed(bytes, from, Math.min(bytes.length, from + step));
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
