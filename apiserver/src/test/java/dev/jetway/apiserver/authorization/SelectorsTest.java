package dev.jetway.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                    | ''",
        "metadata.name=x       | metadata.name In [\"x\"]",
        "a==b,c!=d             | a In [\"b\"]; c NotIn [\"d\"]",
        "a=                    | a In [\"\"]",
        "a=b\\,c               | a In [\"b,c\"]",
        "a=b\\=c,d=e           | a In [\"b=c\"]; d In [\"e\"]",
        "a=b=c                 | a In [\"b=c\"]",
        "nonsense              | ''",
        "a=b,nonsense          | ''"
      })
  void fieldSelectors(String selector, String requirements) {
    assertThat(text(FieldSelectors.requirements(selector))).isEqualTo(requirements);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                    | ''",
        "a=b                   | a In [\"b\"]",
        "a == b, c != d        | a In [\"b\"]; c NotIn [\"d\"]",
        "example.org/a=        | example.org/a In [\"\"]",
        "a in (x, y),b=c       | a In [\"x\",\"y\"]; b In [\"c\"]",
        "a notin (x)           | a NotIn [\"x\"]",
        "a in ()               | a In [\"\"]",
        "a                     | a Exists ",
        "!a , b                | a DoesNotExist ; b Exists ",
        "in in (in)            | in In [\"in\"]",
        "a>1,b=c               | b In [\"c\"]",
        "a=b,)(                | ''",
        "a=b;c                 | ''"
      })
  void labelSelectors(String selector, String requirements) {
    assertThat(text(LabelSelectors.requirements(selector)).strip()).isEqualTo(requirements.strip());
  }

  private static String text(List<SelectorRequirement> requirements) {
    return requirements.stream()
        .map(requirement -> requirement.toJson(JsonNodeFactory.instance))
        .map(node ->
            node.path("key").asText()
                + " "
                + node.path("operator").asText()
                + " "
                + (node.has("values") ? node.path("values").toString() : ""))
        .collect(Collectors.joining("; "));
  }
}
