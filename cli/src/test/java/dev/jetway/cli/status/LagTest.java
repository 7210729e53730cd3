package dev.jetway.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final Instant NOW = Instant.parse("2030-01-01T01:00:00Z");

  @Test
  void isNoneWhileTheLinkIsUp() {
    assertThat(Lag.of(connection("True", "True"), true, NOW)).isEqualTo("live");
    assertThat(Lag.since(connection("True", "True"), "True")).isEqualTo("2030-01-01T00:00:00Z");
    assertThat(Lag.since(connection("True", "True"), "False")).isEmpty();
  }

  @Test
  void isTheTimeSinceTheLinkWentDown() {
    assertThat(Lag.of(connection("False", "False"), true, NOW)).isEqualTo("60m");
  }

  @Test
  void isNotKnownWhereNobodyKeepsTheConditionsTrue() {
    assertThat(Lag.of(connection("True", "True"), false, NOW)).isEqualTo("unknown");
    assertThat(Lag.of(connection("True", "False"), true, NOW)).isEqualTo("unknown");
    ObjectNode never = connection("False", "False");
    ((ObjectNode) never.get("status")).remove("controlPlane");
    assertThat(Lag.of(never, true, NOW)).isEqualTo("unknown");
  }

  @Test
  void aLeaseThatIsNotRenewedHasNoHolder() {
    assertThat(Lag.isRenewed("2030-01-01T00:59:58.000000Z", NOW)).isTrue();
    assertThat(Lag.isRenewed("2030-01-01T00:57:00.000000Z", NOW)).isFalse();
    assertThat(Lag.isRenewed("", NOW)).isFalse();
  }

  private static ObjectNode connection(String connected, String inSync) {
    ObjectNode connection = JsonNodeFactory.instance.objectNode();
    ObjectNode status = connection.putObject("status");
    status.putObject("controlPlane").put("id", "some");
    var conditions = status.putArray("conditions");
    String[][] all = {{"Connected", connected}, {"SchemaInSync", inSync}};
    for (String[] each : all) {
      conditions
          .addObject()
          .put("type", each[0])
          .put("status", each[1])
          .put("lastTransitionTime", "2030-01-01T00:00:00Z");
    }
    return connection;
  }
}
