package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.ALL;
import static dev.jetway.backend.view.Views.TEAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusViewTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namespaces \"c1-team\" not found | namespaces \"team\" not found",
        "in the namespace \"c1-team\": denied | in the namespace \"team\": denied",
        "in namespace c1-team, see c1-team-x | in namespace team, see c1-team-x",
        "GET /apis/x/v1/namespaces/c1-team/foos | GET /apis/x/v1/namespaces/team/foos",
        "/namespaces/c1-team-b/foos and \"c1-team.x\" | /namespaces/c1-team-b/foos and \"c1-team.x\"",
        "value c1-team of spec.x | value c1-team of spec.x",
        "User \"jetway:c1:alice\" cannot | User \"alice\" cannot",
        "User \"jetway:c1:system:serviceaccount:team:sa\" cannot | User \"system:serviceaccount:team:sa\" cannot",
        "groups [jetway:c1:devs jetway:c1] | groups [devs jetway:c1]",
        "User \"xjetway:c1:alice\" of jetway:c10:bob | User \"xjetway:c1:alice\" of jetway:c10:bob",
      })
  void messagesAreInTheConsumersWords(String provider, String consumer) {
    assertThat(rewritten(TEAM, provider, "{}").path("message").asText()).isEqualTo(consumer);
  }

  @Test
  void detailsKeepTheObjectsNameAndTranslateANamespaces() {
    String object = "{\"name\":\"c1-team\",\"group\":\"x\",\"kind\":\"foos\",\"uid\":\"u\"}";
    JsonNode status =
        rewritten(TEAM, "foos.x \"c1-team\" not found in namespace \"c1-team\"", object);
    assertThat(status.path("details").toString()).isEqualTo(object);
    assertThat(status.path("message").asText())
        .isEqualTo("foos.x \"c1-team\" not found in namespace \"team\"");
    assertThat(
            rewritten(TEAM, "", "{\"name\":\"c1-team\",\"kind\":\"namespaces\"}")
                .at("/details/name")
                .asText())
        .isEqualTo("team");
    assertThat(
            rewritten(
                    TEAM,
                    "",
                    "{\"causes\":[{\"reason\":\"R\",\"message\":\"in \\\"c1-team\\\"\",\"field\":\"f\"}]}")
                .at("/details/causes/0/message")
                .asText())
        .isEqualTo("in \"team\"");
  }

  @Test
  void aRequestForAllNamespacesHasNoNamespaceToTranslate() {
    assertThat(rewritten(ALL, "\"c1-team\" \"\" jetway:c1:bob", "{}").path("message").asText())
        .isEqualTo("\"c1-team\" \"\" bob");
  }

  @Test
  void whatIsNoStatusStaysAsItIs() {
    for (String body :
        new String[] {
          "404 page not found", "", "{\"kind\":\"X\",\"message\":\"\\\"c1-team\\\"\"}", "[]"
        }) {
      assertThat(new String(StatusView.toConsumer(body.getBytes(UTF_8), TEAM), UTF_8))
          .isEqualTo(body);
    }
  }

  private static JsonNode rewritten(ViewScope scope, String message, String details) {
    String status =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":%s,\"details\":%s,\"code\":404}"
            .formatted(new String(JsonText.quote(message), UTF_8), details);
    return Json.parse(StatusView.toConsumer(status.getBytes(UTF_8), scope)).orElseThrow();
  }
}
