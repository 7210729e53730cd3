package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.LABELS;
import static dev.jetway.backend.view.Views.TEAM;
import static dev.jetway.backend.view.Views.buffer;
import static dev.jetway.backend.view.Views.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.kube.StatusException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlBodyTest {
  @Test
  void onlyTheTextOfTheMetadataIsReplaced() {
    assertThat(
            yaml(
                """
                # a claim 😀
                apiVersion: x/v1   # of the group
                metadata:
                  # a comment
                  name: a
                  namespace: 'team'
                  annotations:
                    text: |
                      zwei
                      Zeilen
                    smile: 😀
                # before the spec
                spec:
                  count: 0o14   # 😀
                  list: [ 1,2 ]
                  list: again
                """))
        .isEqualTo(
            """
            # a claim 😀
            apiVersion: x/v1   # of the group
            metadata:
              # a comment
              {"name":"a","namespace":"c1-team","annotations":{"text":"zwei\\nZeilen\\n","smile":"😀"},"labels":{%s}}
            # before the spec
            spec:
              count: 0o14   # 😀
              list: [ 1,2 ]
              list: again
            """
                .formatted(LABELS));
  }

  @Test
  void aBlockScalarAtTheEndOfTheMetadataKeepsItsLineFeed() {
    assertThat(yaml("metadata:\n  name: a\n  annotations:\n    a: |\n      x\nspec: 1\n"))
        .isEqualTo(
            "metadata:\n  {\"name\":\"a\",\"annotations\":{\"a\":\"x\\n\"},\"labels\":{%s}}\nspec: 1\n"
                .formatted(LABELS));
    assertThat(yaml("metadata:\n  a: >-\n    x\n    y"))
        .isEqualTo("metadata:\n  {\"a\":\"x y\",\"labels\":{%s}}".formatted(LABELS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata:\nspec: 1\n",
        "metadata: ~\nspec: 1\n",
        "{metadata: {}, spec: 1}",
        "{metadata: , spec: 1}",
        "---\nmetadata: {}\nspec: 1\n...\n",
        "%YAML 1.2\n---\n? metadata\n: {}\nspec: 1\n",
        "spec: 1\n\"metadata\": {}",
        "\ufeffmetadata: {}\nspec: 1",
        "spec: 1\n",
        "# c\n  spec: 1\n",
        "{spec: 1}",
      })
  void metadataIsFoundInEveryStyleOrInserted(String body) {
    JsonNode root = Json.parse(YamlBody.toJson(yaml(body).getBytes(UTF_8))).orElseThrow();
    assertThat(root.path("metadata").path("labels").path("connect.jetway.dev/cluster").asText())
        .isEqualTo("c1");
    assertThat(root.path("spec").asText()).isEqualTo("1");
    assertThat(root.size()).isEqualTo(2);
  }

  @Test
  void anchorsInTheMetadataGoOnToMeanWhatTheyMeant() {
    assertThat(
            yaml(
                """
                metadata:
                  name: &n a
                  labels: &l {app: web}
                spec:
                  selector: *l
                  name: *n
                """))
        .isEqualTo(
            """
            metadata:
              {"name":"a","labels":{"app":"web",%s}}
            spec:
              selector: {"app":"web"}
              name: "a"
            """
                .formatted(LABELS));
    assertThat(yaml("spec: &s {app: web}\nmetadata:\n  labels: *s\nx: *s\n"))
        .isEqualTo(
            "spec: &s {app: web}\nmetadata:\n  {\"labels\":{\"app\":\"web\",%s}}\nx: *s\n"
                .formatted(LABELS));
  }

  @Test
  void scalarsWhoseTypeDependsOnTheVersionOfYamlAreLeftToTheProvider() {
    assertThat(
            yaml("metadata:\n  annotations:\n    a: yes\n    b: 012\n    c: 1:30\n    d: x, [y]\n"))
        .contains("{\"a\":yes,\"b\":012,\"c\":\"1:30\",\"d\":\"x, [y]\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\n---\nb: 2\n",
        "a: 1\n---\n",
        "",
        "# nothing\n",
        "just text",
        "a: b: c",
        "a: *unknown",
        "<<: {a: b}\nmetadata: {}",
        "metadata: {<<: {name: a}}",
        "metadata: {? [a] : b}",
        "metadata: {name: !!binary YQ==}",
        "metadata: [a]",
        "metadata: !!map {}",
        "!!map\nspec: 1",
        "metadata: text",
        "!!binary bWV0YWRhdGE=: {}",
        "a: 1 # \u0085metadata: {}",
        "a: 1 # \u2028metadata: {}",
        "a: &a [*a]",
        "a: \u0000",
      })
  void whatCannotBeTranslatedSurelyIsRefused(String body) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> yaml(body))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @Test
  void expansionAndNestingAreLimited() {
    StringBuilder bomb = new StringBuilder("x0: &x0 [" + "aaaaaaaaaa,".repeat(100) + "]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("x%d: &x%d [%s]\n".formatted(i, i, ("*x" + (i - 1) + ",").repeat(10)));
    }
    bomb.append("metadata: {a: *x8}\n");
    assertThatExceptionOfType(StatusException.class).isThrownBy(() -> yaml(bomb.toString()));
    String deep = "metadata: {}\na: " + "[".repeat(300) + "]".repeat(300);
    assertThatExceptionOfType(StatusException.class).isThrownBy(() -> yaml(deep));
  }

  private static String yaml(String body) {
    return text(
        new WriteView(TEAM, "a", "")
            .object(buffer(body), "application/yaml", UnaryOperator.identity())
            .body());
  }
}
