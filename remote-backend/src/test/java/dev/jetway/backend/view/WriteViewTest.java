package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.LABELS;
import static dev.jetway.backend.view.Views.NAMELESS;
import static dev.jetway.backend.view.Views.TEAM;
import static dev.jetway.backend.view.Views.buffer;
import static dev.jetway.backend.view.Views.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.kube.StatusException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteViewTest {
  private static final String MERGE = "application/merge-patch+json";
  private static final String OWNERS =
      "[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"o\",\"uid\":\"u\"}]";
  private static final String OWNERS_TEXT = OWNERS.replace("\"", "\\\"");

  @Test
  void onlyTheMetadataOfAnObjectChanges() {
    assertThat(
            object(
                """
                { "apiVersion" : "x/v1",
                  "metadata" : { "name":"a", "namespace" : "team",
                    "labels":{"app":"web"}, "unknown": 1.0e2, "name":"a" },
                  "spec": {"n":12345678901234567890, "n":1, "t":"\\u00e9"} }
                """))
        .isEqualTo(
            """
            { "apiVersion" : "x/v1",
              "metadata" : { "name":"a", "namespace" : "c1-team",
                "labels":{"app":"web",%s}, "unknown": 1.0e2, "name":"a" },
              "spec": {"n":12345678901234567890, "n":1, "t":"\\u00e9"} }
            """
                .formatted(LABELS));
  }

  @Test
  void anObjectWithoutMetadataOrLabelsGetsThem() {
    assertThat(object("{}")).isEqualTo("{\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
    assertThat(object("{\"kind\":\"X\"}"))
        .isEqualTo("{\"kind\":\"X\",\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
    assertThat(object("{\"metadata\":null}"))
        .isEqualTo("{\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
    assertThat(object("{\"metadata\":{ }}"))
        .isEqualTo("{\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
    assertThat(object("{\"metadata\":{\"labels\":null}}"))
        .isEqualTo("{\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
  }

  @Test
  void everyOneOfDuplicateMembersIsTranslated() {
    assertThat(
            object(
                "{\"metadata\":{\"labels\":{},\"l\\u0061bels\":{\"a\":\"b\"}},\"met\\u0061data\":{}}"))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{%1$s},\"l\\u0061bels\":{\"a\":\"b\",%1$s}},\"met\\u0061data\":{\"labels\":{%1$s}}}"
                .formatted(LABELS));
  }

  @Test
  void ourMarksWinOverTheConsumers() {
    assertThat(
            object(
                """
                {"metadata":{"labels":{"connect.jetway.dev/cluster":"c2","connect.jetway.dev\\/name":"z",\
                "connect.jetway.dev/bindable":"true"},"annotations":{"connect.jetway.dev/owner-references":"x"}}}\
                """))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{\"connect.jetway.dev/bindable\":\"true\",%s},\"annotations\":{}}}"
                .formatted(LABELS));
  }

  @Test
  void ownerReferencesBecomeAnAnnotation() {
    assertThat(object("{\"metadata\":{\"ownerReferences\":" + OWNERS + "}}"))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{%s},\"annotations\":{\"connect.jetway.dev/owner-references\":\"%s\"}}}"
                .formatted(LABELS, OWNERS_TEXT));
    assertThat(object("{\"metadata\":{\"ownerReferences\":[],\"annotations\":{\"a\":\"b\"}}}"))
        .isEqualTo(
            "{\"metadata\":{\"annotations\":{\"a\":\"b\"},\"labels\":{%s}}}".formatted(LABELS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{}]",
        "[1]",
        "[{\"apiVersion\":\"v1\",\"kind\":\"C\",\"name\":\"\",\"uid\":\"u\"}]",
        "[{\"apiVersion\":\"v1\",\"kind\":\"C\",\"name\":\"n\",\"uid\":\"u\",\"controller\":\"yes\"}]"
      })
  void ownerReferencesThatKubernetesWouldRefuseAreInvalid(String owners) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> object("{\"metadata\":{\"ownerReferences\":" + owners + "}}"))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(422));
  }

  @Test
  void finalizersOfTheConsumersGarbageCollectorGetPrivateNames() {
    assertThat(
            object("{\"metadata\":{\"finalizers\":[\"foregroundDeletion\",\"x/y\",\"orphan\"]}}"))
        .contains(
            "\"finalizers\":[\"connect.jetway.dev/foreground-deletion\",\"x/y\",\"connect.jetway.dev/orphan\"]");
  }

  @Test
  void aCreateIsLabelledWithTheNameInItsBody() {
    WriteView create = new WriteView(TEAM, "", "");
    assertThat(
            text(
                create
                    .object(buffer("{\"metadata\":{\"name\":\"a\"}}"), "", UnaryOperator.identity())
                    .body()))
        .isEqualTo("{\"metadata\":{\"name\":\"a\",\"labels\":{%s}}}".formatted(LABELS));
    assertThat(
            text(
                create
                    .object(
                        buffer("{\"metadata\":{\"generateName\":\"a-\"}}"),
                        "",
                        UnaryOperator.identity())
                    .body()))
        .isEqualTo("{\"metadata\":{\"generateName\":\"a-\",\"labels\":{%s}}}".formatted(NAMELESS));
  }

  @Test
  void aNameThatIsNoLabelValueIsKeptWholeInAnAnnotation() {
    String name = "n".repeat(80);
    assertThat(
            text(
                new WriteView(TEAM, name, "")
                    .object(buffer("{}"), "", UnaryOperator.identity())
                    .body()))
        .contains("\"annotations\":{\"connect.jetway.dev/name\":\"" + name + "\"}")
        .containsPattern("\"connect.jetway.dev/name\":\"n{52}-[0-9a-f]{10}\"");
  }

  @Test
  void aSubresourceIsNotLabelled() {
    WriteView status = new WriteView(TEAM, "a", "status");
    assertThat(
            text(
                status
                    .object(
                        buffer("{\"metadata\":{\"namespace\":\"team\"}}"),
                        "",
                        UnaryOperator.identity())
                    .body()))
        .isEqualTo("{\"metadata\":{\"namespace\":\"c1-team\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"metadata\":{\"namespace\":\"c1-team\"}}", "metadata: {namespace: other}"})
  void anotherNamespaceIsRefusedInKubernetesWords(String body) {
    String type = body.startsWith("{") ? "application/json" : "application/yaml";
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () -> new WriteView(TEAM, "a", "").object(buffer(body), type, UnaryOperator.identity()))
        .withMessage(
            "the namespace of the provided object does not match the namespace sent on the request")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json              | {\"metadata\":{} | 400",
        "application/json              | []              | 400",
        "application/json              | `` | 400",
        "application/json              | {\"metadata\":[]} | 400",
        "application/yaml              | a: [            | 400",
        "application/yaml              | - a             | 400",
        "application/vnd.kubernetes.protobuf | k8s       | 415",
        "text/plain                    | {}              | 415",
      })
  void bodiesThatCannotBeLabelledAreRefused(String type, String body, int code) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () -> new WriteView(TEAM, "a", "").object(buffer(body), type, UnaryOperator.identity()))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void everyMergePatchSetsOurLabels() {
    assertThat(merge("{\"spec\":{\"a\":null}}"))
        .isEqualTo("{\"spec\":{\"a\":null},\"metadata\":{\"labels\":{%s}}}".formatted(LABELS));
    assertThat(
            merge(
                "{\"metadata\":{\"labels\":{\"x\":null,\"connect.jetway.dev/managed\":null},\"resourceVersion\":\"1\"}}"))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{\"x\":null,%s},\"resourceVersion\":\"1\"}}"
                .formatted(LABELS));
  }

  @Test
  void theGarbageCollectorsMergePatchesReachTheAnnotation() {
    assertThat(merge("{\"metadata\":{\"resourceVersion\":\"5\",\"ownerReferences\":null}}"))
        .isEqualTo(
            "{\"metadata\":{\"resourceVersion\":\"5\",\"labels\":{%s},\"annotations\":{\"connect.jetway.dev/owner-references\":null}}}"
                .formatted(LABELS));
    assertThat(merge("{\"metadata\":{\"ownerReferences\":" + OWNERS + "}}"))
        .contains("\"connect.jetway.dev/owner-references\":\"" + OWNERS_TEXT + "\"")
        .doesNotContain("ownerReferences");
    assertThat(merge("{\"metadata\":{\"resourceVersion\":\"5\",\"finalizers\":[]}}"))
        .contains("\"finalizers\":[]");
  }

  @Test
  void aMergePatchThatRemovesAllLabelsSparesOurs() {
    Translation translation =
        new WriteView(TEAM, "a", "")
            .patch(buffer("{\"metadata\":{\"labels\":null,\"annotations\":null}}"), MERGE);
    assertThat(translation).isInstanceOf(NeedsCurrent.class);
    String current =
        """
        {"metadata":{"labels":{%s,"app":"web"},"annotations":{"x":"1",\
        "connect.jetway.dev/owner-references":"[]"}}}\
        """
            .formatted(LABELS);
    assertThat(text(((NeedsCurrent) translation).completion().with(buffer(current)).body()))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{\"app\":null,%s},\"annotations\":{\"x\":null}}}"
                .formatted(LABELS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"metadata\":null}", "{\"metadata\":1}", "[]", "null", "{"})
  void mergePatchesWithoutAnObjectForMetadataAreRefused(String patch) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> merge(patch))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @Test
  void applyPatchesAreJsonOrYaml() {
    WriteView view = new WriteView(TEAM, "a", "");
    String type = "application/apply-patch+yaml";
    assertThat(view.patch(buffer("{\"metadata\":{\"name\":\"a\"}}"), type))
        .isInstanceOfSatisfying(
            Translated.class,
            t ->
                assertThat(text(t.body()))
                    .isEqualTo(
                        "{\"metadata\":{\"name\":\"a\",\"labels\":{%s}}}".formatted(LABELS)));
    assertThat(view.patch(buffer("metadata:\n  name: a\nspec: {n: 1}\n"), type))
        .isInstanceOfSatisfying(
            Translated.class,
            t ->
                assertThat(text(t.body()))
                    .isEqualTo(
                        "metadata:\n  {\"name\":\"a\",\"labels\":{%s}}\nspec: {n: 1}\n"
                            .formatted(LABELS)));
  }

  @Test
  void otherPatchTypesAreUnsupported() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() ->
            new WriteView(TEAM, "a", "")
                .patch(buffer("{}"), "application/strategic-merge-patch+json"))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(415));
  }

  private static String object(String body) {
    return text(
        new WriteView(TEAM, "a", "")
            .object(buffer(body), "application/json", UnaryOperator.identity())
            .body());
  }

  private static String merge(String patch) {
    Translation translation =
        new WriteView(TEAM, "a", "").patch(buffer(patch), MERGE + "; charset=utf-8");
    return text(((Translated) translation).body());
  }
}
