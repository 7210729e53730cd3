package dev.jetway.cli.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.manifests.ManifestYaml;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindingTest {
  private static final ObjectNode CONNECTION =
      ManifestYaml.parse(
              """
              metadata: {name: prod}
              status:
                offeredAPIs:
                  - {group: platform.example.org, resource: databases}
                  - {group: example.org, resource: platform}
              """)
          .getFirst();

  @Test
  void aGroupAndAResourceOfItAreToldApartByWhatIsOffered() {
    Binding group = Binding.of("example.org", CONNECTION, Optional.empty());
    assertThat(group.resource()).isEmpty();
    assertThat(group.name()).isEqualTo("example.org");
    Binding resource =
        Binding.of("databases.platform.example.org", CONNECTION, Optional.of("team-a"));
    assertThat(resource.resource()).contains("databases");
    assertThat(resource.kind()).isEqualTo("APIBinding");
    assertThat(resource.collection())
        .isEqualTo("/apis/connect.jetway.dev/v1alpha1/namespaces/team-a/apibindings");
    // What is both is what was offered first.
    assertThat(Binding.of("platform.example.org", CONNECTION, Optional.empty()).resource())
        .isEmpty();
  }

  @Test
  void whatIsNotOfferedIsToldWithTheRemedy() {
    assertThatThrownBy(() -> Binding.of("other.example.org", CONNECTION, Optional.empty()))
        .hasMessageContaining("connection \"prod\" does not offer \"other.example.org\"")
        .hasMessageContaining("jetway offer");
    assertThatThrownBy(() -> Binding.of("Databases", CONNECTION, Optional.empty()))
        .hasMessageContaining("must be a group or resource.group");
  }

  @Test
  void theObjectSaysWhatWasAskedForAndNoMore() {
    Binding binding = Binding.of("example.org", CONNECTION, Optional.empty());
    assertThat(ManifestYaml.write(List.of(binding.object(Optional.empty()))))
        .isEqualTo(
            """
            ---
            apiVersion: connect.jetway.dev/v1alpha1
            kind: ClusterAPIBinding
            metadata:
              name: example.org
            spec:
              connection: prod
              group: example.org
            """);
    assertThat(binding.object(Optional.of("Approve")).at("/spec/updatePolicy").asText())
        .isEqualTo("Approve");
  }
}
