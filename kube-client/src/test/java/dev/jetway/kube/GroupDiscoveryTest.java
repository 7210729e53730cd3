package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.jetway.kube.AggregatedDiscovery.Served;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupDiscoveryTest {
  private static final String A =
      """
      "name":"a.org","versions":[{"groupVersion":"a.org/v1","version":"v1"}],\
      "preferredVersion":{"groupVersion":"a.org/v1","version":"v1"}}\
      """;
  private static final String B =
      """
      "name":"b.org","versions":[{"groupVersion":"b.org/v2","version":"v2"},\
      {"groupVersion":"b.org/v1","version":"v1"}],\
      "preferredVersion":{"groupVersion":"b.org/v2","version":"v2"}}\
      """;

  private final List<Served> served =
      List.of(served("b.org", "v2"), served("b.org", "v1"), served("a.org", "v1"));

  @Test
  void theListHasTheGroupsInTheirOrder() {
    assertThat(GroupDiscovery.list(served))
        .hasToString(
            "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[{" + B + ",{" + A + "]}");
    assertThat(GroupDiscovery.list(List.of()).path("groups").size()).isZero();
  }

  @Test
  void aGroupPrefersItsFirstVersion() {
    String typed = "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",";
    assertThat(GroupDiscovery.groups(served)).containsOnlyKeys("b.org", "a.org");
    assertThat(GroupDiscovery.groups(served).get("b.org")).hasToString(typed + B);
    assertThat(GroupDiscovery.groups(served).get("a.org")).hasToString(typed + A);
  }

  private static Served served(String group, String version) {
    return new Served(group, version, JsonNodeFactory.instance.objectNode());
  }
}
