package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.CLUSTER;
import static dev.jetway.backend.view.Views.buffer;
import static dev.jetway.backend.view.Views.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jetway.kube.QueryString;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The view of a cluster whose objects are all in one provider namespace. */
class SingleViewTest {
  private static final NamespaceMode.Single MODE = new NamespaceMode.Single("apps", "uid");
  private static final NamespaceMapping MAPPING = new SingleMapping(CLUSTER, MODE, "claim");
  private static final ViewScope TEAM = new ViewScope(CLUSTER, MAPPING, "team");
  private static final ViewScope ALL = new ViewScope(CLUSTER, MAPPING, "");
  private static final ViewScope ONE = new ViewScope(CLUSTER, MAPPING, "team", "a", false);
  private static final String A = SingleObjectName.of("claim", "team", "a", "uid");
  private static final String LABELS =
      "\"connect.jetway.dev/managed\":\"true\",\"connect.jetway.dev/cluster\":\"c1\",\"connect.jetway.dev/namespace\":\"%s\",\"connect.jetway.dev/name\":\"%s\"";

  @Test
  void namesAndNamespacesAreReadFromTheOrigin() {
    assertThat(splice(SpliceShape.OBJECT, ONE, object("team", "a")))
        .isEqualTo("{\"metadata\":{\"name\":\"a\",\"namespace\":\"team\"},\"spec\":{}}");
    String list = "{\"items\":[%s,%s,%s]}";
    String three = list.formatted(object("team", "a"), object("other", "a"), object("team", "b"));
    assertThat(splice(SpliceShape.LIST, ALL, three))
        .isEqualTo(list.formatted(seen("team", "a"), seen("other", "a"), seen("team", "b")));
    assertThat(splice(SpliceShape.LIST, TEAM, three))
        .isEqualTo("{\"items\":[%s,%s]}".formatted(seen("team", "a"), seen("team", "b")));
  }

  @Test
  void aLongNameIsReadFromItsAnnotation() {
    String name = "n".repeat(100);
    String object =
        "{\"metadata\":{\"annotations\":{\"connect.jetway.dev/name\":\"%s\"},\"labels\":{%s},\"name\":\"%s\",\"namespace\":\"apps\"}}"
            .formatted(
                name,
                LABELS.formatted("team", Shortened.toLabelValue(name)),
                MAPPING.nameAtProvider("team", name));
    assertThat(splice(SpliceShape.OBJECT, TEAM, object))
        .isEqualTo("{\"metadata\":{\"name\":\"%s\",\"namespace\":\"team\"}}".formatted(name));
  }

  @Test
  void whatIsNotOursIsNotThere() {
    String ours = object("team", "a");
    List<String> foreign =
        List.of(
            ours.replace("\"c1\"", "\"c2\""),
            ours.replace("\"true\"", "\"false\""),
            ours.replace("/name\":\"a\"", "/name\":\"b\""),
            ours.replace("/namespace\":\"team\"", "/namespace\":\"other\""),
            ours.replace("\"apps\"", "\"apps2\""),
            ours.replaceAll("\"labels\":\\{.*?},", ""),
            "{\"metadata\":{}}",
            "{}");
    for (String object : foreign) {
      assertThat(splice(SpliceShape.LIST, ALL, "{\"items\":[%s]}".formatted(object)))
          .as(object)
          .isEqualTo("{\"items\":[]}");
    }
    for (String object : foreign.subList(0, 7)) {
      assertThatExceptionOfType(ForeignObjectException.class)
          .as(object)
          .isThrownBy(() -> splice(SpliceShape.OBJECT, ONE, object));
    }
  }

  /** {@code a-x-team} in {@code x} has the name of {@code a} in {@code team-x-x}. */
  @Test
  void objectsWhoseNamesAtTheProviderAreTheSameAreToldApart() {
    String name = MAPPING.nameAtProvider("x", "a-x-team");
    assertThat(name).isEqualTo(MAPPING.nameAtProvider("team-x-x", "a"));
    ViewScope other = new ViewScope(CLUSTER, MAPPING, "x", "a-x-team", false);
    assertThatExceptionOfType(ForeignObjectException.class)
        .isThrownBy(() -> splice(SpliceShape.OBJECT, other, object("team-x-x", "a")));
  }

  @Test
  void aScaleIsKnownByItsName() {
    String scale = "{\"kind\":\"Scale\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"}}";
    ViewScope scope = new ViewScope(CLUSTER, MAPPING, "team", "a", true);
    assertThat(splice(SpliceShape.OBJECT, scope, scale.formatted(A, "apps")))
        .isEqualTo(scale.formatted("a", "team"));
    assertThatExceptionOfType(ForeignObjectException.class)
        .isThrownBy(() -> splice(SpliceShape.OBJECT, scope, scale.formatted("other", "apps")));
  }

  @Test
  void rowsShowTheConsumersNameInTheirCells() {
    String table =
        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":[\"%s\",1.50,\"x %s\"],\"object\":%s},{\"cells\":[\"f\"],\"object\":{\"metadata\":{\"name\":\"f\",\"namespace\":\"apps\"}}}]}"
            .formatted(A, A, object("team", "a"));
    String shown =
        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":[\"a\",1.50,\"x %s\"],\"object\":%s}]}";
    assertThat(splice(SpliceShape.LIST_OR_TABLE, TEAM, table))
        .isEqualTo(shown.formatted(A, seen("team", "a")));
    String without =
        text(
            new JsonSplicer(SpliceShape.LIST_OR_TABLE, TEAM, true)
                .feed(ByteBuffer.wrap(table.getBytes(UTF_8)), true));
    assertThat(without).isEqualTo(shown.formatted(A, "null"));
    for (int size = 1; size < 40; size++) {
      assertThat(inPieces(SpliceShape.LIST_OR_TABLE, table, size))
          .isEqualTo(shown.formatted(A, seen("team", "a")));
    }
    String event = "{\"type\":\"%s\",\"object\":%s}\n";
    assertThat(splice(SpliceShape.WATCH_OBJECT_OR_TABLE, TEAM, event.formatted("MODIFIED", table)))
        .isEqualTo(event.formatted("MODIFIED", shown.formatted(A, seen("team", "a"))));
    String bookmark =
        event.formatted(
            "BOOKMARK",
            "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":[\"\"],\"object\":{\"metadata\":{\"resourceVersion\":\"5\"}}}]}");
    assertThat(splice(SpliceShape.WATCH_OBJECT_OR_TABLE, TEAM, bookmark)).isEqualTo(bookmark);
  }

  @Test
  void theTableOfAForeignObjectIsNone() {
    String table =
        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":[\"%s\"],\"object\":%s}]}"
            .formatted(A, object("team", "a").replace("c1", "c2"));
    assertThatExceptionOfType(ForeignObjectException.class)
        .isThrownBy(() -> splice(SpliceShape.OBJECT_OR_TABLE, ONE, table));
  }

  @Test
  void whatIsWrittenHasTheProvidersNameAndTheOrigin() {
    String provider =
        "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"apps\",\"labels\":{%s}}}"
            .formatted(A, LABELS.formatted("team", "a"));
    String consumer = "{\"metadata\":{\"name\":\"a\",\"namespace\":\"team\"}}";
    UnaryOperator<String> none = UnaryOperator.identity();
    for (String name : List.of("", "a")) {
      Translation.Translated written =
          new WriteView(TEAM, name, "").object(buffer(consumer), "", none);
      assertThat(text(written.body())).isEqualTo(provider);
      assertThat(written.name()).isEqualTo("a");
    }
    for (String type : List.of("application/merge-patch+json", "application/apply-patch+yaml")) {
      Translation patch = new WriteView(ONE, "a", "").patch(buffer(consumer), type);
      assertThat(text(((Translation.Translated) patch).body())).isEqualTo(provider);
    }
    String yaml = "metadata:\n  name: a\nspec: {}\n";
    assertThat(
            text(new WriteView(TEAM, "", "").object(buffer(yaml), "application/yaml", none).body()))
        .contains("\"name\":\"" + A + "\"", "\"connect.jetway.dev/name\":\"a\"", "spec: {}");
  }

  @Test
  void generatedNamesAreMadeHere() {
    UnaryOperator<String> generator = base -> base + "zzzzz";
    WriteView create = new WriteView(TEAM, "", "");
    String name = MAPPING.nameAtProvider("team", "gen-zzzzz");
    for (String body :
        List.of(
            "{\"metadata\":{\"generateName\":\"gen-\"}}",
            "{\"metadata\":{\"generateName\":\"gen-\",\"name\":\"\"}}",
            "{\"metadata\":{\"name\":null,\"generateName\":\"gen-\"}}")) {
      Translation.Translated written = create.object(buffer(body), "", generator);
      assertThat(text(written.body()))
          .contains("\"name\":\"" + name + "\"", "\"generateName\":\"gen-\"")
          .contains("\"connect.jetway.dev/name\":\"gen-zzzzz\"");
      assertThat(written.generated()).isTrue();
    }
    for (String body :
        List.of(
            "{\"metadata\":{\"generateName\":\"Gen\"}}",
            "{\"metadata\":{\"generateName\":\"gen-\",\"name\":5}}",
            "{\"metadata\":{\"generateName\":\"\"}}")) {
      Translation.Translated written = create.object(buffer(body), "", generator);
      assertThat(written.generated()).as(body).isFalse();
      assertThat(text(written.body())).doesNotContain("claim-");
    }
  }

  @Test
  void aNameThatNoObjectCanHaveIsForTheProviderToRefuse() {
    Translation.Translated written =
        new WriteView(TEAM, "", "")
            .object(buffer("{\"metadata\":{\"name\":\"Bad_Name\"}}"), "", UnaryOperator.identity());
    assertThat(text(written.body())).contains("\"name\":\"Bad_Name\"");
  }

  @Test
  void aJsonPatchThatNamesTheObjectIsAppliedToWhatTheConsumerSees() {
    String test =
        "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"a\"},{\"op\":\"add\",\"path\":\"/spec/x\",\"value\":1}]";
    Translation patch =
        new WriteView(ONE, "a", "").patch(buffer(test), "application/json-patch+json");
    Translation.Translated made =
        ((Translation.NeedsCurrent) patch).completion().with(buffer(object("team", "a")));
    assertThat(text(made.body()))
        .isEqualTo("[{\"op\":\"add\",\"path\":\"/spec\",\"value\":{\"x\":1}}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=a | connect.jetway.dev/name=a |",
        "metadata.name!=a,spec.x=1 | connect.jetway.dev/name!=a | spec.x=1",
        "metadata.namespace==team | connect.jetway.dev/namespace==team |",
        "metadata.name= | connect.jetway.dev/name= |",
        "metadata.name=a\\,b | | metadata.name=a\\,b",
        "metadata.names=a | | metadata.names=a",
        "spec.x=1,,spec.y=2 | | spec.x=1,,spec.y=2"
      })
  void fieldsThatMeanSomethingElseThereBecomeLabels(String consumer, String label, String left) {
    QueryString query = QueryString.EMPTY.with("fieldSelector", consumer);
    QueryString provider = SelectorView.toProvider(query.with("labelSelector", "app=web"), TEAM);
    String own = "connect.jetway.dev/cluster=c1,connect.jetway.dev/namespace=team,";
    assertThat(provider.first("labelSelector"))
        .contains(own + (label == null ? "" : label + ",") + "app=web");
    assertThat(provider.first("fieldSelector").orElse(null)).isEqualTo(left);
  }

  @Test
  void allNamespacesAreThoseOfTheCluster() {
    assertThat(SelectorView.toProvider(QueryString.EMPTY, ALL).first("labelSelector"))
        .contains("connect.jetway.dev/cluster=c1");
    assertThat(ALL.providerNamespace()).isEqualTo("apps");
  }

  @Test
  void failuresSpeakOfTheConsumersObjects() {
    String status =
        "{\"kind\":\"Status\",\"message\":\"things.x \\\"%s\\\" not found, key /r/apps/%s\",\"details\":{\"name\":\"%s\",\"causes\":[{\"message\":\"%s\"}]}}";
    assertThat(shown(status.formatted(A, A, A, A), ONE, List.of()))
        .isEqualTo(status.formatted("a", "a", "a", "a").replace("/apps/", "/team/"));
    String b = MAPPING.nameAtProvider("team", "b");
    assertThat(shown(status.formatted(b, A, b, A), ONE, List.of("b")))
        .isEqualTo(status.formatted("b", "a", "b", "a").replace("/apps/", "/team/"));
    String forbidden = "{\"kind\":\"Status\",\"message\":\"User \\\"jane\\\" cannot list%s\"}";
    assertThat(shown(forbidden.formatted(" in the namespace \\\"apps\\\""), ALL, List.of()))
        .isEqualTo(forbidden.formatted(" at the cluster scope"));
  }

  private static String object(String namespace, String name) {
    return "{\"metadata\":{\"labels\":{%s},\"name\":\"%s\",\"namespace\":\"apps\"},\"spec\":{}}"
        .formatted(LABELS.formatted(namespace, name), MAPPING.nameAtProvider(namespace, name));
  }

  private static String seen(String namespace, String name) {
    return "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"spec\":{}}"
        .formatted(name, namespace);
  }

  private static String splice(SpliceShape shape, ViewScope scope, String answer) {
    return text(new JsonSplicer(shape, scope).feed(ByteBuffer.wrap(answer.getBytes(UTF_8)), true));
  }

  private static String inPieces(SpliceShape shape, String answer, int size) {
    JsonSplicer splicer = new JsonSplicer(shape, TEAM);
    byte[] bytes = answer.getBytes(UTF_8);
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length; at += size) {
      int count = Math.min(size, bytes.length - at);
      out.append(text(splicer.feed(ByteBuffer.wrap(bytes, at, count), at + count == bytes.length)));
    }
    return out.toString();
  }

  private static String shown(String status, ViewScope scope, List<String> names) {
    return new String(StatusView.toConsumer(status.getBytes(UTF_8), scope, names), UTF_8);
  }
}
