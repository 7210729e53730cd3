package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestYamlTest {
  @ParameterizedTest
  @ValueSource(strings = {"on", "No", "y", "1e3", "0755", "12:30:00", "", "true", "~", "-1"})
  void quotesWhatYaml11WouldReadAsSomethingElse(String value) {
    var object = new ObjectMapper().createObjectNode().put("a", value);
    String yaml = ManifestYaml.write(List.of(object));
    assertThat(yaml).containsPattern("a: [\"'].*[\"']\n");
    assertThat(ManifestYaml.parse(yaml)).containsExactly(object);
  }

  @Test
  void leavesPlainStringsAndNumbersPlain() {
    var object = new ObjectMapper().createObjectNode().put("a", "--x=y:1").put("b", 7);
    assertThat(ManifestYaml.write(List.of(object))).isEqualTo("---\na: --x=y:1\nb: 7\n");
  }

  @Test
  void emptyDocumentsAreLeftOut() {
    assertThat(ManifestYaml.parse("---\n---\na: b\n---\n")).hasSize(1);
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> ManifestYaml.parse("- a\n")).hasMessageContaining("no object");
    assertThatThrownBy(() -> ManifestYaml.parse("a: [\n")).hasMessageContaining("could not parse");
  }
}
