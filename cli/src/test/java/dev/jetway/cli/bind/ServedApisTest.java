package dev.jetway.cli.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.VersionedResource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedApisTest {
  private static final String BOTH = "[\"v1\",\"v2\"]";
  private static final String NONE = "[]";

  @Test
  void whatAnotherConnectionServesIsNotItsOwn() throws Exception {
    JsonNode winner = binding("one", "[{\"resource\":\"databases\",\"versions\":" + BOTH + "}]");
    JsonNode loser = binding("two", NONE);
    List<JsonNode> connections = List.of(connection("one", false), connection("two", false));
    assertThat(ServedApis.of("two", connections, List.of(winner, loser))).isEmpty();
    assertThat(ServedApis.of("one", connections, List.of(winner, loser)))
        .hasSize(1)
        .first()
        .extracting(VersionedResource::resource)
        .isEqualTo("databases");
  }

  @Test
  void eachMayServeAVersionOfTheSameGroup() throws Exception {
    JsonNode first = binding("one", "[{\"resource\":\"databases\",\"versions\":[\"v1\"]}]");
    JsonNode second = binding("two", "[{\"resource\":\"databases\",\"versions\":[\"v2\"]}]");
    List<JsonNode> connections = List.of(connection("one", false), connection("two", false));
    assertThat(ServedApis.of("two", connections, List.of(first, second)))
        .containsExactly(new VersionedResource("example.org", "v2", "databases"));
  }

  @Test
  void whatIsPulledIsItsOwnWhereNoBindingOfAnotherHasIt() throws Exception {
    JsonNode first = binding("one", "[{\"resource\":\"databases\",\"versions\":[\"v1\"]}]");
    List<JsonNode> connections = List.of(connection("one", false), connection("two", true));
    assertThat(ServedApis.of("two", connections, List.of(first)))
        .containsExactly(new VersionedResource("example.org", "v2", "databases"));
  }

  @Test
  void nothingIsGuessed() throws Exception {
    List<JsonNode> connections = List.of(connection("one", true), connection("two", true));
    assertThatThrownBy(() -> ServedApis.of("two", connections, List.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("databases.example.org is offered by another connection");
  }

  private static JsonNode binding(String connection, String served) throws Exception {
    return new ObjectMapper()
        .readTree(
            "{\"spec\":{\"connection\":\"%s\",\"group\":\"example.org\"},\"status\":{\"servedAPIs\":%s}}"
                .formatted(connection, served));
  }

  private static JsonNode connection(String name, boolean pull) throws Exception {
    return new ObjectMapper()
        .readTree(
            """
            {"metadata":{"name":"%s"},"spec":{"crdManagement":{"pullBehavior":"%s"}},"status":{"offeredAPIs":[
              {"group":"example.org","resource":"databases","versions":%s,"bound":true}]}}
            """
                .formatted(name, pull ? "Pull" : "None", BOTH));
  }
}
