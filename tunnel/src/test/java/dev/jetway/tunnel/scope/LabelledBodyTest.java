package dev.jetway.tunnel.scope;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.tunnel.OriginLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledBodyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kind\":\"Thing\"}",
        "{\"metadata\":{}}",
        "{\"spec\":{\"metadata\":{\"labels\":{\"a\":1}}},\"metadata\":{\"name\":\"x\"},\"a\":1.50}",
        "{\"metadata\":{\"labels\":{}}}",
        "{\"metadata\" : { \"annotations\":{\"labels\":\"\u00e4\u4e16\"}, \"labels\": {\"a\":\"b\"},\"name\":\"x\"}}"
      })
  void missingLabelsAreAddedAndNothingElseIsTouched(String body) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode before = json.readTree(body);

    String written = labelled(body);

    JsonNode labels = json.readTree(written).at("/metadata/labels");
    assertThat(labels.path(OriginLabels.CLUSTER).asText()).isEqualTo("c");
    assertThat(labels.path(OriginLabels.MANAGED).asText()).isEqualTo("true");
    assertThat(labels.path(OriginLabels.NAMESPACE).asText()).isEqualTo("team");
    assertThat(labels.path(OriginLabels.NAME).asText(""))
        .isEqualTo(before.at("/metadata/name").asText());
    assertThat(labels.path("a").asText()).isEqualTo(before.at("/metadata/labels/a").asText());
    assertThat(written).hasSizeGreaterThan(body.length());
    if (body.contains("1.50")) {
      assertThat(written).contains("\"a\":1.50");
    }
  }

  @Test
  void aLabelThatIsThereStaysForTheControlPlaneToJudge() {
    String body = "{\"metadata\":{\"labels\":{\"connect.jetway.dev/cluster\":\"other\"}}}";

    assertThat(labelled(body)).containsOnlyOnce("/cluster").contains("\"other\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "metadata: {name: x}",
        "{\"metadata\":null}",
        "{\"metadata\":{\"labels\":null}}",
        "{\"metadata\":{\"labels\":[]}}",
        "{\"metadata\":{},\"metadata\":{}}",
        "{\"metadata\":{\"labels\":{},\"labels\":{}}}",
        "{\"metadata\":{}}{}",
        "{\"metadata\":{}"
      })
  void whatIsNotUnderstoodStaysAsItIs(String body) {
    assertThat(labelled(body)).isEqualTo(body);
  }

  @Test
  void otherEncodingsStayAsTheyAre() {
    byte[] body = "{\"metadata\":{}}".getBytes(UTF_16);

    assertThat(LabelledBody.of(ByteBuffer.wrap(body), OriginLabels.of("c", "team")))
        .isEqualTo(ByteBuffer.wrap(body));
  }

  private static String labelled(String body) {
    ByteBuffer written =
        LabelledBody.of(ByteBuffer.wrap(body.getBytes(UTF_8)), OriginLabels.of("c", "team"));
    return UTF_8.decode(written).toString();
  }
}
