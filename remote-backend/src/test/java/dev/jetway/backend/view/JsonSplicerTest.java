package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.ALL;
import static dev.jetway.backend.view.Views.LABELS;
import static dev.jetway.backend.view.Views.TEAM;
import static dev.jetway.backend.view.Views.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSplicerTest {

  @Test
  void anObjectKeepsEveryByteOutsideItsMetadata() {
    String answer =
        """
        { "apiVersion":"x/v1",
          "metadata" : {"labels":{%s,"app":"web"}, "name":"a" , "namespace":"c1-team", "uid":"1"},
          "spec": {"n": 1.50, "n": 12345678901234567890, "e":"\\u00e9\\n", "metadata":{"namespace":"c1-team"}} }
        """
            .formatted(LABELS);
    assertThat(splice(SpliceShape.OBJECT, TEAM, answer))
        .isEqualTo(
            """
            { "apiVersion":"x/v1",
              "metadata" : {"labels":{"app":"web"}, "name":"a" , "namespace":"team", "uid":"1"},
              "spec": {"n": 1.50, "n": 12345678901234567890, "e":"\\u00e9\\n", "metadata":{"namespace":"c1-team"}} }
            """);
  }

  @Test
  void metadataThatIsTheSameInBothViewsIsCopiedWhole() {
    String answer = "{\"metadata\": { \"name\" : \"a\",\n \"labels\":{ } , \"x\":[ 1,2 ]} }\n";
    assertThat(splice(SpliceShape.OBJECT, TEAM, answer)).isEqualTo(answer);
  }

  @Test
  void labelsAndAnnotationsThatAreOnlyOursVanish() {
    assertThat(
            splice(
                SpliceShape.OBJECT,
                TEAM,
                "{\"metadata\":{\"annotations\":{\"connect.jetway.dev/name\":\"long\"},\"labels\":{%s},\"name\":\"a\"}}"
                    .formatted(LABELS)))
        .isEqualTo("{\"metadata\":{\"name\":\"a\"}}");
  }

  @Test
  void ownersAreThoseThatTheConsumerSet() {
    assertThat(
            splice(
                SpliceShape.OBJECT,
                TEAM,
                """
                {"metadata":{"annotations":{"connect.jetway.dev/owner-references":\
                "[{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"name\\":\\"o\\",\\"uid\\":\\"u\\"}]"},\
                "name":"a","ownerReferences":[{"kind":"Composite"}]}}\
                """))
        .isEqualTo(
            """
            {"metadata":{"name":"a","ownerReferences":\
            [{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"u"}]}}\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "[1]", "{}", "[{\\\"kind\\\":\\\"x\\\"}]", "[] []"})
  void ownersThatNoClientCouldDecodeAreNotShown(String text) {
    assertThat(
            splice(
                SpliceShape.OBJECT,
                TEAM,
                "{\"metadata\":{\"annotations\":{\"connect.jetway.dev/owner-references\":\"%s\"}}}"
                    .formatted(text)))
        .isEqualTo("{\"metadata\":{}}");
  }

  @Test
  void finalizersOfTheProvidersGarbageCollectorAreHiddenAndTheConsumersShown() {
    assertThat(
            splice(
                SpliceShape.OBJECT,
                TEAM,
                "{\"metadata\":{\"finalizers\":[\"orphan\",\"x/y\",\"connect.jetway.dev/foreground-deletion\"]}}"))
        .isEqualTo("{\"metadata\":{\"finalizers\":[\"x/y\",\"foregroundDeletion\"]}}");
    assertThat(splice(SpliceShape.OBJECT, TEAM, "{\"metadata\":{\"finalizers\":[\"orphan\"]}}"))
        .isEqualTo("{\"metadata\":{}}");
  }

  @Test
  void keysAreComparedDecoded() {
    assertThat(
            splice(
                SpliceShape.OBJECT,
                TEAM,
                "{\"\\u006detadata\":{\"n\\u0061mespace\":\"c1-te\\u0061m\",\"labels\":{\"connect.jetway.dev\\/cluster\":\"c1\"}}}"))
        .isEqualTo("{\"\\u006detadata\":{\"n\\u0061mespace\":\"team\"}}");
  }

  @Test
  void objectsOfOthersAreLeftOutWithTheirCommas() {
    String mine = item("c1", "team", "c1-team");
    String shown = "{\"kind\":\"X\",\"metadata\":{\"namespace\":\"team\"},\"spec\":{}}";
    String other = item("c2", "team", "c2-team");
    String lookalike = item("c1-team", "x", "c1-team-x");
    String unlabelled = "{\"metadata\":{\"namespace\":\"c1-team\"}}";
    String bare = "{\"spec\":{}}";
    assertThat(list(ALL, mine, mine)).isEqualTo(items(shown, shown));
    assertThat(list(ALL, other, mine)).isEqualTo(items(shown));
    assertThat(list(ALL, mine, other)).isEqualTo(items(shown));
    assertThat(list(ALL, mine, other, lookalike, mine)).isEqualTo(items(shown, shown));
    assertThat(list(ALL, other, bare, unlabelled)).isEqualTo(items());
    assertThat(list(TEAM, other, unlabelled))
        .isEqualTo(items("{\"metadata\":{\"namespace\":\"team\"}}"));
  }

  @Test
  void listsKeepTheirOwnMetadata() {
    String answer =
        "{\"kind\":\"L\",\"metadata\":{\"namespace\":\"c1-team\",\"continue\":\"x\",\"resourceVersion\":\"7\"},\"items\":null}";
    assertThat(splice(SpliceShape.LIST, TEAM, answer)).isEqualTo(answer);
  }

  @Test
  void rowsShowTheirObjectsMetadataAndOthersRowsAreLeftOut() {
    String answer =
        """
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"},\
        "columnDefinitions":[{"name":"Name"}],"rows":[\
        {"cells":["x"],"object":{"kind":"P","metadata":{"namespace":"c2-team","name":"x"}}},\
        {"cells":["a"],"object":{"kind":"P","metadata":{"namespace":"c1-team","name":"a"}}},\
        {"cells":["b"],"object":null},{"cells":["c"]}]}\
        """;
    String shown =
        """
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"},\
        "columnDefinitions":[{"name":"Name"}],"rows":[\
        {"cells":["a"],"object":{"kind":"P","metadata":{"namespace":"team","name":"a"}}},\
        {"cells":["b"],"object":null},{"cells":["c"]}]}\
        """;
    assertThat(splice(SpliceShape.TABLE, TEAM, answer)).isEqualTo(shown);
    assertThat(splice(SpliceShape.LIST_OR_TABLE, TEAM, answer)).isEqualTo(shown);
    assertThat(splice(SpliceShape.OBJECT_OR_TABLE, TEAM, answer)).isEqualTo(shown);
  }

  @Test
  void anObjectIsATableOnlyIfItSaysSo() {
    String answer =
        """
        {"apiVersion":"x/v1","kind":"Table","metadata":{"namespace":"c1-team"},\
        "rows":[{"object":{"metadata":{"namespace":"c1-team"}}}]}\
        """;
    assertThat(splice(SpliceShape.OBJECT_OR_TABLE, TEAM, answer))
        .isEqualTo(
            """
            {"apiVersion":"x/v1","kind":"Table","metadata":{"namespace":"team"},\
            "rows":[{"object":{"metadata":{"namespace":"c1-team"}}}]}\
            """);
  }

  @Test
  void eventsOfOthersAreLeftOut() {
    String mine = "{\"type\":\"ADDED\",\"object\":%s}\n".formatted(item("c1", "team", "c1-team"));
    String other = "{\"type\":\"ADDED\",\"object\":%s}\n".formatted(item("c2", "team", "c2-team"));
    String shown =
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"X\",\"metadata\":{\"namespace\":\"team\"},\"spec\":{}}}\n";
    assertThat(splice(SpliceShape.WATCH, ALL, other + mine + other + mine + other))
        .isEqualTo(shown + shown);
  }

  @Test
  void bookmarksPassWithTheirAnnotation() {
    String bookmark =
        """
        {"type":"BOOKMARK","object":{"kind":"X","apiVersion":"x/v1","metadata":{"resourceVersion":"9",\
        "creationTimestamp":null,"annotations":{"k8s.io/initial-events-end":"true"}}}}
        """;
    for (var shape : new SpliceShape[] {SpliceShape.WATCH, SpliceShape.WATCH_OBJECT_OR_TABLE}) {
      assertThat(splice(shape, ALL, bookmark)).isEqualTo(bookmark);
      assertThat(splice(shape, TEAM, bookmark)).isEqualTo(bookmark);
    }
    String table =
        """
        {"type":"BOOKMARK","object":{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"9"},\
        "rows":[{"cells":[],"object":{"kind":"P","metadata":{"resourceVersion":"9"}}}]}}
        """;
    assertThat(splice(SpliceShape.WATCH_TABLE, ALL, table)).isEqualTo(table);
    assertThat(splice(SpliceShape.WATCH_OBJECT_OR_TABLE, ALL, table)).isEqualTo(table);
  }

  @Test
  void errorEventsSpeakOfTheConsumersNamespace() {
    assertThat(
            splice(
                SpliceShape.WATCH_TABLE,
                TEAM,
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},\"message\":\"x in namespace \\\"c1-team\\\"\",\"code\":410}}\n"))
        .isEqualTo(
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},\"message\":\"x in namespace \\\"team\\\"\",\"code\":410}}\n");
  }

  @Test
  void anEventComesOutWithItsLastByte() {
    JsonSplicer splicer = new JsonSplicer(SpliceShape.WATCH, TEAM);
    String event = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":1}}";
    for (int i = 0; i < 3; i++) {
      assertThat(text(splicer.feed(UTF_8.encode(event), false))).isEqualTo(event);
      assertThat(text(splicer.feed(UTF_8.encode("\n"), false))).isEqualTo("\n");
    }
  }

  @Test
  void oneObjectOfAnotherNamespaceFailsTheAnswer() {
    assertThatExceptionOfType(SpliceException.class)
        .isThrownBy(
            () -> splice(SpliceShape.OBJECT, TEAM, "{\"metadata\":{\"namespace\":\"c2-team\"}}"));
  }

  @Test
  void twoMetadataOfOneObjectAreBothRewritten() {
    assertThat(
            splice(
                SpliceShape.LIST,
                TEAM,
                "{\"items\":[{\"metadata\":{\"namespace\":\"c1-team\"},\"metadata\":{\"namespace\":\"c1-team\"}},{\"metadata\":{}}]}"))
        .isEqualTo(
            "{\"items\":[{\"metadata\":{\"namespace\":\"team\"},\"metadata\":{\"namespace\":\"team\"}},{\"metadata\":{}}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1]",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":tru}",
        "{\"a\":nulll}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":1} x",
        "{\"a\":1}{",
        "{\"metadata\":{\"a\":1}",
        "{'a':1}",
        "{\"a\":1 2}",
        "{a:1}",
        "{\"a\":\"x}"
      })
  void malformedOrTruncatedAnswersNeverEnd(String answer) {
    for (SpliceShape shape : new SpliceShape[] {SpliceShape.OBJECT, SpliceShape.LIST}) {
      assertThatExceptionOfType(SpliceException.class)
          .isThrownBy(() -> splice(shape, TEAM, answer));
      assertThatExceptionOfType(SpliceException.class)
          .isThrownBy(() -> bytewise(shape, TEAM, answer));
    }
  }

  @Test
  void aWatchMayEndBetweenEventsOnly() {
    assertThat(splice(SpliceShape.WATCH, TEAM, "")).isEmpty();
    assertThat(splice(SpliceShape.WATCH, TEAM, "{\"type\":\"X\",\"object\":{}}\n"))
        .isEqualTo("{\"type\":\"X\",\"object\":{}}\n");
    assertThatExceptionOfType(SpliceException.class)
        .isThrownBy(() -> splice(SpliceShape.WATCH, TEAM, "{\"type\":\"X\",\"object\":{}"));
  }

  @Test
  void deepNestingIsReadWithoutRecursionUpToGosLimit() {
    String deep = "{\"metadata\":{},\"a\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}";
    assertThat(splice(SpliceShape.OBJECT, TEAM, deep)).isEqualTo(deep);
    String deeper = "{\"a\":" + "[".repeat(10_001) + "]".repeat(10_001) + "}";
    assertThatExceptionOfType(SpliceException.class)
        .isThrownBy(() -> splice(SpliceShape.OBJECT, TEAM, deeper));
  }

  @Test
  void moreThanTwoMebibytesBeforeADecisionFail() {
    String item = "{\"items\":[{\"a\":\"" + "x".repeat(3 << 20) + "\",\"metadata\":{}}]}";
    assertThatExceptionOfType(SpliceException.class)
        .isThrownBy(() -> splice(SpliceShape.LIST, TEAM, item))
        .withMessageContaining("2097152");
    String afterwards = "{\"items\":[{\"metadata\":{},\"a\":\"" + "x".repeat(3 << 20) + "\"}]}";
    assertThat(splice(SpliceShape.LIST, TEAM, afterwards)).isEqualTo(afterwards);
  }

  private static String item(String cluster, String namespace, String providerNamespace) {
    return """
    {"kind":"X","metadata":{"labels":{"connect.jetway.dev/cluster":"%s",\
    "connect.jetway.dev/namespace":"%s"},"namespace":"%s"},"spec":{}}\
    """
        .formatted(cluster, namespace, providerNamespace);
  }

  private static String items(String... items) {
    return "{\"kind\":\"L\",\"items\":[" + String.join(",", items) + "],\"z\":1}";
  }

  private static String list(ViewScope scope, String... items) {
    return splice(SpliceShape.LIST, scope, items(items));
  }

  /** Splices in one chunk and byte by byte, which must give the same. */
  private static String splice(SpliceShape shape, ViewScope scope, String answer) {
    JsonSplicer splicer = new JsonSplicer(shape, scope);
    String whole = text(splicer.feed(UTF_8.encode(answer), true));
    if (answer.length() < 100_000) {
      assertThat(bytewise(shape, scope, answer)).isEqualTo(whole);
    }
    return whole;
  }

  private static String bytewise(SpliceShape shape, ViewScope scope, String answer) {
    JsonSplicer splicer = new JsonSplicer(shape, scope);
    StringBuilder text = new StringBuilder();
    Function<ByteBuffer, String> latin1 = b -> ISO_8859_1.decode(b).toString();
    for (byte b : answer.getBytes(UTF_8)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(1).put(0, b);
      text.append(latin1.apply(splicer.feed(direct, false)));
    }
    text.append(latin1.apply(splicer.feed(ByteBuffer.allocate(0), true)));
    return new String(text.toString().getBytes(ISO_8859_1), UTF_8);
  }
}
