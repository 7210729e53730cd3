package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.LABELS;
import static dev.jetway.backend.view.Views.TEAM;
import static dev.jetway.backend.view.Views.buffer;
import static dev.jetway.backend.view.Views.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.JsonPatch;
import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.kube.StatusException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPatchBodyTest {
  private static final String OWNER =
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"o\",\"uid\":\"u\"}";

  private static final String CURRENT =
      """
      {"apiVersion":"x/v1","kind":"X","metadata":{"annotations":{"note":"1",\
      "connect.jetway.dev/owner-references":"[%s]"},"finalizers":["orphan","x/y","connect.jetway.dev/orphan"],\
      "labels":{"app":"web",%s},"name":"a","namespace":"c1-team","ownerReferences":[{"kind":"Composite"}],\
      "resourceVersion":"7"},"spec":{"n":12345678901234567890,"list":[1,2.50]}}\
      """
          .formatted(OWNER.replace("\"", "\\\""), LABELS);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        " [ {\"op\":\"add\", \"path\":\"/spec/n\", \"value\": 1.00, \"value\": 2 } ]\n",
        "[{\"op\":\"remove\",\"path\":\"/metadata/labels/app\"}]",
        "[{\"op\":\"add\",\"path\":\"/metadata/annotations/a~1b\",\"value\":\"\"}]",
        "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u\"}]",
        "[{\"op\":\"copy\",\"from\":\"/spec/a\",\"path\":\"/status/metadata/labels\"}]",
        "[{\"op\":\"add\",\"path\":\"/metadata/labels/connect.jetway.dev~1bindable\",\"value\":\"\"}]",
        "[{\"path\":1}]"
      })
  void patchesOfWhatIsTheSameInBothViewsGoOnByteForByte(String patch) {
    assertThat(patch(patch))
        .isInstanceOfSatisfying(Translated.class, t -> assertThat(text(t.body())).isEqualTo(patch));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/metadata",
        "/metadata/labels",
        "/metadata/annotations",
        "/metadata/namespace",
        "/metadata/ownerReferences/0/uid",
        "/metadata/finalizers/-",
        "/metadata/labels/connect.jetway.dev~1cluster",
        "/metadata/annotations/connect.jetway.dev~1owner-references",
      })
  void pathsToWhatDiffersNeedTheCurrentObject(String path) {
    for (String member : new String[] {"path", "from"}) {
      assertThat(patch("[{\"op\":\"move\",\"%s\":\"%s\"}]".formatted(member, path)))
          .isInstanceOf(NeedsCurrent.class);
    }
    assertThat(patch("[{\"op\":\"test\",\"p\\u0061th\":\"%s\"}]".formatted(path)))
        .isInstanceOf(NeedsCurrent.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[",
        "[1]",
        "null",
        "[{\"op\":\"add\",\"path\":\"x/metadata/labels\",\"value\":{}}]"
      })
  void whatIsNoPatchIsRefused(String patch) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> patch(patch))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @Test
  void theOwnersThatTheConsumerSeesAreInTheAnnotation() {
    JsonNode patched =
        patched(
            "[{\"op\":\"add\",\"path\":\"/metadata/ownerReferences/0/controller\",\"value\":true}]");
    assertThat(patched.at("/metadata/annotations/connect.jetway.dev~1owner-references").asText())
        .isEqualTo("[" + OWNER.replace("}", ",\"controller\":true}]"));
    assertThat(patched.at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("Composite");
    assertThat(
            patched("[{\"op\":\"remove\",\"path\":\"/metadata/ownerReferences\"}]")
                .at("/metadata/annotations")
                .toString())
        .isEqualTo("{\"note\":\"1\"}");
  }

  @Test
  void replacedLabelsAndAnnotationsKeepOurs() {
    JsonNode patched =
        patched(
            """
            [{"op":"replace","path":"/metadata/labels","value":{"x":"y","connect.jetway.dev/cluster":"c2"}},
             {"op":"remove","path":"/metadata/annotations"}]\
            """);
    assertThat(patched.at("/metadata/labels"))
        .isEqualTo(json("{\"x\":\"y\",%s}".formatted(LABELS)));
    assertThat(patched.at("/metadata/annotations").fieldNames())
        .toIterable()
        .containsExactly("connect.jetway.dev/owner-references");
  }

  @Test
  void finalizersOfTheProvidersGarbageCollectorStay() {
    assertThat(
            patched("[{\"op\":\"remove\",\"path\":\"/metadata/finalizers/1\"}]")
                .at("/metadata/finalizers")
                .toString())
        .isEqualTo("[\"x/y\",\"orphan\"]");
  }

  @Test
  void thePatchChangesOnlyTheMembersThatItMustAtTheVersionThatWasRead() {
    assertThat(
            completed(
                "[{\"op\":\"test\",\"path\":\"/metadata/namespace\",\"value\":\"team\"},{\"op\":\"replace\",\"path\":\"/spec/list/1\",\"value\":2.750}]"))
        .isEqualTo(
            """
            [{"op":"replace","path":"/metadata/resourceVersion","value":"7"},\
            {"op":"add","path":"/spec","value":{"n":12345678901234567890,"list":[1,2.750]}}]\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"op\":\"test\",\"path\":\"/metadata/namespace\",\"value\":\"c1-team\"}] | 422",
        "[{\"op\":\"remove\",\"path\":\"/metadata/labels/connect.jetway.dev~1name\"}] | 422",
        "[{\"op\":\"replace\",\"path\":\"/metadata/namespace\",\"value\":\"other\"}] | 400",
        "[{\"op\":\"remove\",\"path\":\"/metadata\"}] | 400",
        "[{\"op\":\"add\",\"path\":\"\",\"value\":1}] | 400",
        "[{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/nowhere/x\"}] | 422",
        "[{\"op\":\"frobnicate\",\"path\":\"/metadata/labels\"}] | 422",
      })
  void patchesThatDoNotApplyAreRefused(String patch, int code) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> completed(patch))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void copiesOfCopiesAreLimited() {
    String copy = "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/x\"}";
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> completed("[" + copy + ("," + copy).repeat(300) + "]"))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(413));
  }

  @Test
  void aPatchCanBeCompletedAgain() {
    NeedsCurrent patch =
        (NeedsCurrent)
            patch(
                """
                [{"op":"add","path":"/metadata/labels","value":{"a":"b"}},
                 {"op":"add","path":"/metadata/labels/c","value":"d"},
                 {"op":"remove","path":"/metadata/labels/a"}]\
                """);
    String first = text(patch.completion().with(buffer(CURRENT)).body());
    assertThat(text(patch.completion().with(buffer(CURRENT)).body())).isEqualTo(first);
  }

  private static Translation patch(String patch) {
    return new WriteView(TEAM, "a", "").patch(buffer(patch), "application/json-patch+json");
  }

  private static String completed(String patch) {
    return text(((NeedsCurrent) patch(patch)).completion().with(buffer(CURRENT)).body());
  }

  /** The provider's object after the translated patch. */
  private static JsonNode patched(String patch) {
    return JsonPatch.apply(json(completed(patch)), json(CURRENT));
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
