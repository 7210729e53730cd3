package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusTest {
  @Test
  void aStatusIsWrittenAsKubeApiserverWritesIt() {
    assertThat(text(Status.notFound("g.io", "things", "x")))
        .isEqualTo(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
            "message":"things.g.io \\"x\\" not found","reason":"NotFound",\
            "details":{"name":"x","group":"g.io","kind":"things"},"code":404}
            """);
  }

  @Test
  void aStatusSurvivesTheWayThere() {
    Status status =
        Status.of(422, "no").about("g", "things", "x").because("FieldValueInvalid", "bad", "spec");
    assertThat(Status.parse(status.toJson()).orElseThrow().toJson()).isEqualTo(status.toJson());
  }

  @Test
  void theCodeOfTheAnswerWins() {
    byte[] body = bytes("{\"kind\":\"Status\",\"code\":200,\"message\":\"m\"}");
    Status status = Status.ofAnswer(503, body);
    assertThat(status.code()).isEqualTo(503);
    assertThat(status.reason()).isEqualTo("ServiceUnavailable");
    assertThat(status.message()).isEqualTo("m");
  }

  @Test
  void anAnswerWithoutAStatusGetsOne() {
    for (String body : new String[] {"", "<html>", "{}", "[]", "null", "{\"kind\":\"Pod\"}"}) {
      assertThat(Status.parse(bytes(body))).isEmpty();
      assertThat(Status.ofAnswer(502, bytes(body)).message()).contains("502");
    }
  }

  @Test
  void codesWithoutAReasonHaveNone() {
    assertThat(text(Status.of(502, "bad gateway"))).doesNotContain("reason");
  }

  private static String text(Status status) {
    return new String(status.toJson(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
