package dev.jetway.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.Status;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusFormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | '' | JSON",
        "*/* | '' | '' | JSON",
        "application/* | '' | '' | JSON",
        "text/html,*/*;q=0.8 | '' | '' | JSON",
        "application/yaml | '' | '' | YAML",
        "application/json;q=0.5,application/yaml;q=0.9 | '' | '' | YAML",
        "application/vnd.kubernetes.protobuf | '' | '' | PROTOBUF",
        "application/vnd.kubernetes.protobuf;stream=watch | '' | '' | PROTOBUF",
        "application/yaml;stream=watch | '' | '' | INDENTED",
        "application/json;as=Table;v=v1;g=meta.k8s.io | '' | '' | INDENTED",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json | '' | '' | JSON",
        "application/json;sv=v1 | '' | '' | INDENTED",
        "text/html | '' | '' | INDENTED",
        "application/json;pretty=1 | '' | '' | INDENTED",
        "application/json | pretty=true | '' | INDENTED",
        "application/json | a=b&pretty=1 | '' | INDENTED",
        "application/json | pretty=false | curl/8 | JSON",
        "application/json | unpretty=true | '' | JSON",
        "application/json | '' | curl/8 | INDENTED",
        "application/yaml | '' | curl/8 | YAML",
      })
  void theFirstFormThatAStatusHas(String accept, String query, String agent, StatusForm form) {
    HttpFields headers = HttpFields.build().put("Accept", accept).put("User-Agent", agent);
    assertThat(StatusForm.of(headers, query)).isEqualTo(form);
  }

  @Test
  void indentationIsThatOfGo() {
    Status status = Status.of(404, "gone").about("example.org", "things", "x");
    assertThat(new String(StatusForm.INDENTED.write(status), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "kind": "Status",
              "apiVersion": "v1",
              "metadata": {},
              "status": "Failure",
              "message": "gone",
              "reason": "NotFound",
              "details": {
                "name": "x",
                "group": "example.org",
                "kind": "things"
              },
              "code": 404
            }\
            """);
  }

  @Test
  void oneLineEndsWithALineFeed() {
    byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(StatusForm.JSON.write(json), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":1}\n");
  }
}
