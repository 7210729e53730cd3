package dev.jetway.cli.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.view.Cluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakeoverTest {
  /** The example in the other product's documentation. */
  private static final String ID = "00000000-0000-0000-0000-000000000000";

  private static final String NAME = "claim-c603e518969b413e";

  private final Takeover takeover = new Takeover(new Cluster("shop"), ID, new SourceLabels());

  @Test
  void findsTheNameThatTheOtherProductDocuments() {
    ObjectNode object = object(NAME, ID, "test", "my-bucket");
    assertThat(takeover.judge(object, "claim"))
        .isEqualTo(
            new Verdict.Import(
                Map.of(
                    "connect.jetway.dev/managed", "true",
                    "connect.jetway.dev/cluster", "shop",
                    "connect.jetway.dev/namespace", "test",
                    "connect.jetway.dev/name", "my-bucket")));
    assertThat(takeover.judge(object, "nxr")).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void leavesWhatHasTheLabelsAlready() {
    ObjectNode object = object(NAME, ID, "test", "my-bucket");
    ((ObjectNode) object.at("/metadata/labels"))
        .put("connect.jetway.dev/managed", "true")
        .put("connect.jetway.dev/cluster", "shop")
        .put("connect.jetway.dev/namespace", "test")
        .put("connect.jetway.dev/name", "my-bucket");
    assertThat(takeover.judge(object, "claim")).isEqualTo(new Verdict.Unchanged());
  }

  @Test
  void refusesWhatIsNotCalledAsItsLabelsSay() {
    assertThat(takeover.judge(object(NAME, ID, "test", "other"), "claim").reason())
        .contains("is called claim-");
    assertThat(takeover.judge(object(NAME, ID, "", "my-bucket"), "claim").reason())
        .contains("does not carry both labels");
    assertThat(takeover.judge(object(NAME, ID, "test", "My_Bucket"), "claim").reason())
        .contains("no object can have the name");
    assertThat(takeover.judge(object(NAME, "another", "test", "my-bucket"), "claim"))
        .isInstanceOf(Verdict.Foreign.class);
  }

  @Test
  void refusesWhatIsAnotherClustersHere() {
    ObjectNode object = object(NAME, ID, "test", "my-bucket");
    ((ObjectNode) object.at("/metadata/labels")).put("connect.jetway.dev/cluster", "web");
    assertThat(takeover.judge(object, "claim").reason()).contains("cluster \"web\"");
  }

  private static ObjectNode object(String name, String id, String namespace, String called) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode labels = object.putObject("metadata").put("name", name).putObject("labels");
    labels
        .put("mcp-connector.upbound.io/app-cluster", id)
        .put("mcp-connector.upbound.io/app-namespace", namespace)
        .put("mcp-connector.upbound.io/app-resource-name", called);
    return object;
  }
}
