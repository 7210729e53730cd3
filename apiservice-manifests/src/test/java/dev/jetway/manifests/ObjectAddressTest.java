package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectAddressTest {
  @Test
  void everyManifestHasAnAddress() {
    List<ObjectNode> all = new ArrayList<>(ConsumerManifests.render(Workload.of("jetway")));
    all.addAll(
        ProviderManifests.render(
            new ProviderManifests.Options(Workload.of("jetway"), "ClusterIP", List.of())));
    all.addAll(Enrolment.render("jetway-system", "shop"));
    assertThat(all)
        .allSatisfy(object -> {
          String name = object.at("/metadata/name").asText();
          assertThat(ObjectAddress.of(object).path()).startsWith("/api").endsWith("/" + name);
        });
    assertThat(ObjectAddress.of(all.getFirst()).path())
        .isEqualTo("/api/v1/namespaces/jetway-system");
  }

  @Test
  void whatOthersNeedComesFirst() {
    List<String> kinds =
        ConsumerManifests.render(Workload.of("jetway")).stream()
            .map(ObjectAddress::of)
            .sorted(Comparator.comparingInt(ObjectAddress::rank))
            .map(ObjectAddress::kind)
            .distinct()
            .toList();
    assertThat(kinds)
        .startsWith("Namespace", "CustomResourceDefinition", "ServiceAccount")
        .endsWith("Deployment")
        .containsSubsequence("ClusterRole", "ClusterRoleBinding", "Deployment");
  }

  @Test
  void whatIsNotOursHasNone() {
    assertThatThrownBy(() -> address("{kind: Pod, metadata: {name: x, namespace: y}}"))
        .hasMessage("no kind that is written here: \"Pod\"");
    assertThatThrownBy(() -> address("{kind: Secret, apiVersion: v1, metadata: {name: x}}"))
        .hasMessage("Secret \"x\" needs a namespace");
    assertThat(address("{kind: Secret, apiVersion: v1, metadata: {name: x, namespace: y}}"))
        .hasToString("Secret y/x");
  }

  private static ObjectAddress address(String yaml) {
    return ObjectAddress.of(ManifestYaml.parse(yaml).getFirst());
  }
}
