package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final String IMAGE = "registry.example/jetway:1.2.3";

  private final List<ObjectNode> provider =
      ProviderManifests.render(
          new ProviderManifests.Options(
              Workload.of(IMAGE), "LoadBalancer", List.of("gateway.example.org")));
  private final List<ObjectNode> consumer =
      ConsumerManifests.render(
          new ConsumerManifests.Options(
              Workload.of(IMAGE), "prod", "gateway.example.org:443", "jetway-connection"));

  @Test
  void providerManifestsAreAsReviewed() throws Exception {
    GoldenFile.assertSame("provider.yaml", ManifestYaml.write(provider));
  }

  @Test
  void consumerManifestsAreAsReviewed() throws Exception {
    GoldenFile.assertSame("consumer.yaml", ManifestYaml.write(consumer));
  }

  @Test
  void enrolmentIsAsReviewed() throws Exception {
    GoldenFile.assertSame(
        "enrolment.yaml", ManifestYaml.write(Enrolment.render("jetway-system", "shop")));
  }

  @Test
  void enrolmentWithOneNamespaceIsAsReviewed() throws Exception {
    GoldenFile.assertSame(
        "enrolment-single.yaml",
        ManifestYaml.write(Enrolment.render("jetway-system", "shop", "apps")));
    assertThatThrownBy(() -> Enrolment.render("jetway-system", "shop", "a.b"))
        .hasMessageContaining("single namespace must be");
  }

  @Test
  void everythingOfOursMovesToAnotherNamespace() {
    Workload moved = new Workload("platform", IMAGE, 2, List.of());
    var options = new ConsumerManifests.Options(moved, "prod", "g.example.org:443", "connection");
    assertThat(ManifestYaml.write(ConsumerManifests.render(options)))
        .doesNotContain("jetway-system")
        .contains("namespace: kube-system");
  }

  @Test
  void everyFieldOfTheKindsIsExplained() {
    for (ObjectNode kind : ConsumerManifests.kinds("jetway-system")) {
      JsonNode schema = kind.at("/spec/versions/0/schema/openAPIV3Schema");
      assertThat(schema.path("description").asText()).isNotEmpty();
      for (String part : List.of("spec", "status")) {
        assertExplained(part, schema.path("properties").path(part));
      }
    }
  }

  private static void assertExplained(String path, JsonNode schema) {
    assertThat(schema.path("description").asText()).as(path).endsWith(".");
    schema
        .path("properties")
        .forEachEntry((name, field) -> assertExplained(path + "." + name, field));
    schema
        .path("items")
        .path("properties")
        .forEachEntry((name, field) -> assertExplained(path + "[]." + name, field));
  }

  @Test
  void namespaceComesFirstAndDeploymentLast() {
    for (List<ObjectNode> objects : List.of(provider, consumer)) {
      assertThat(objects.getFirst().path("kind").asText()).isEqualTo("Namespace");
      assertThat(objects.getLast().path("kind").asText()).isEqualTo("Deployment");
    }
  }

  @Test
  void podsRunWithoutPrivileges() {
    for (List<ObjectNode> objects : List.of(provider, consumer)) {
      JsonNode pod = objects.getLast().at("/spec/template/spec");
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      JsonNode container = pod.at("/containers/0/securityContext");
      assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    }
  }

  @Test
  void noRuleHasAWildcard() {
    Stream.of(provider, consumer)
        .flatMap(List::stream)
        .flatMap(object -> object.path("rules").valueStream())
        .forEach(rule ->
            assertThat(
                    Stream.of("apiGroups", "resources", "verbs")
                        .flatMap(field -> rule.path(field).valueStream()))
                .noneMatch(value -> value.asText().equals("*")));
  }

  @Test
  void oneReplicaHasNoDisruptionBudget() {
    Workload single = new Workload("jetway-system", IMAGE, 1, List.of("--log-level=debug"));
    var objects =
        ProviderManifests.render(new ProviderManifests.Options(single, "ClusterIP", List.of()));
    assertThat(objects).noneMatch(o -> o.path("kind").asText().equals("PodDisruptionBudget"));
    assertThat(objects.getLast().at("/spec/template/spec/containers/0/args").toString())
        .contains("--log-level=debug");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "-a", "a-", "a.b", "a_b"})
  void clusterNamesAreLabels(String name) {
    assertThatThrownBy(() -> Enrolment.render("jetway-system", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cluster must be");
  }

  @Test
  void optionsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new Workload("jetway-system", IMAGE, 0, List.of()))
        .hasMessageContaining("replicas");
    assertThatThrownBy(() -> new Workload("jetway-system", " ", 1, List.of()))
        .hasMessageContaining("image");
    assertThatThrownBy(
            () -> new ProviderManifests.Options(Workload.of(IMAGE), "ExternalName", List.of()))
        .hasMessageContaining("service type");
    assertThatThrownBy(
            () -> new ConsumerManifests.Options(Workload.of(IMAGE), "prod", "host", "secret"))
        .hasMessageContaining("gateway");
  }
}
