package dev.jetway.backend.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.function.UnaryOperator;
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
    assertThat(mapping.toConsumer(one, labels("prod-eu", "n".repeat(62) + "a")))
        .contains("n".repeat(62) + "a");
  }

  @Test
  void theWayBackNeedsTheLabelsAndTheNameToAgree() {
    assertThat(mapping.toConsumer("prod-eu-team", labels("prod-eu", "team"))).contains("team");
    assertThat(mapping.toConsumer("prod-eu-team", labels("prod", "eu-team"))).isEmpty();
    assertThat(mapping.toConsumer("prod-eu-team", labels("prod-eu", "other"))).isEmpty();
    assertThat(mapping.toConsumer("prod-eu-team", labels("", ""))).isEmpty();
    assertThat(mapping.toConsumer("team", labels("prod-eu", "team"))).isEmpty();
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

  private static UnaryOperator<String> labels(String cluster, String namespace) {
    Map<String, String> labels = Map.of(Origin.CLUSTER, cluster, Origin.NAMESPACE, namespace);
    return key -> labels.getOrDefault(key, "");
  }
}
