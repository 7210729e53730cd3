package dev.jetway.backend.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerNamespaceMappingTest {
  private final NamespaceMapping mapping = new PerNamespaceMapping(new Cluster("prod-eu"));

  @Test
  void shortNamespacesAreSpelledOut() {
    assertThat(mapping.toProvider("team")).isEqualTo("prod-eu-team");
    String longest = "n".repeat(63 - "prod-eu-".length());
    assertThat(mapping.toProvider(longest)).isEqualTo("prod-eu-" + longest).hasSize(63);
  }

  @Test
  void longOnesAreExactly63CharactersAndDiffer() {
    String one = mapping.toProvider("n".repeat(62) + "a");
    String two = mapping.toProvider("n".repeat(62) + "b");
    assertThat(one).hasSize(63).startsWith("prod-eu-nnn").matches(".{52}-[0-9a-f]{10}");
    assertThat(two).isNotEqualTo(one);
    assertThat(seen(one, "prod-eu", "n".repeat(62) + "a")).contains("n".repeat(62) + "a");
  }

  @Test
  void theWayBackNeedsTheLabelsAndTheNameToAgree() {
    assertThat(seen("prod-eu-team", "prod-eu", "team")).contains("team");
    assertThat(seen("prod-eu-team", "prod", "eu-team")).isEmpty();
    assertThat(seen("prod-eu-team", "prod-eu", "other")).isEmpty();
    assertThat(seen("prod-eu-team", "", "")).isEmpty();
    assertThat(seen("team", "prod-eu", "team")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "a-",
        "A",
        "a.b",
        "a_b",
        "ä",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void aClustersNameIsADnsLabelOfAtMost40Characters(String name) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Cluster(name));
  }

  @Test
  void labelValuesAreValidWhateverTheName() {
    assertThat(Shortened.toLabelValue("a.b-c")).isEqualTo("a.b-c");
    assertThat(Shortened.toLabelValue("a".repeat(63))).hasSize(63);
    for (String name : new String[] {"a".repeat(64), "a:b", "-x", "a-", "é"}) {
      assertThat(Shortened.toLabelValue(name))
          .matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
          .matches(".*-[0-9a-f]{10}");
    }
  }

  private Optional<String> seen(String providerNamespace, String cluster, String namespace) {
    ObjectNode object = Json.NODES.objectNode();
    ObjectNode metadata = object.putObject("metadata").put("namespace", providerNamespace);
    metadata.putObject("labels").put(Origin.CLUSTER, cluster).put(Origin.NAMESPACE, namespace);
    ViewScope all = new ViewScope(new Cluster("prod-eu"), mapping, "");
    return ConsumerObjects.keyOf(object, all).map(ConsumerKey::namespace);
  }
}
