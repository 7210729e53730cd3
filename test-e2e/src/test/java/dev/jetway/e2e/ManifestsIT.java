package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.manifests.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a control plane of its own, since rights of the same names are used by other tests. */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ManifestsIT {
  private static final Workload WORKLOAD = Workload.of("registry.example/jetway:1");

  private final ControlPlanes planes;
  private ControlPlane plane;

  ManifestsIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    plane = planes.start("manifests");
  }

  @AfterAll
  void stop() {
    plane.close();
  }

  @Test
  void everythingIsAcceptedAndApplyingTwiceChangesNothing() {
    List<ObjectNode> all = new ArrayList<>();
    all.addAll(
        ProviderManifests.render(
            new ProviderManifests.Options(WORKLOAD, "LoadBalancer", List.of("g.example.org"))));
    all.addAll(Enrolment.render("jetway-system", "shop"));
    all.addAll(
        ConsumerManifests.render(
            new ConsumerManifests.Options(WORKLOAD, "prod", "g.example.org:443", "connection")));
    String yaml = ManifestYaml.write(all);

    assertThat(apply(yaml)).doesNotContain("Warning");
    String first = versions(yaml);
    assertThat(apply(yaml)).doesNotContain("Warning");
    assertThat(versions(yaml)).isEqualTo(first);
    assertThat(first.lines()).hasSize(all.size());

    // The other kind of apply says that it configured a PodDisruptionBudget again, but changes
    // none.
    plane.apply(yaml);
    String second = versions(yaml);
    plane.apply(yaml);
    assertThat(versions(yaml)).isEqualTo(second);
  }

  @Test
  void theConnectorMayDoWhatItDoesAndNothingMore() {
    plane.apply(ManifestYaml.write(ConsumerManifests.access("jetway-system")));
    String connector = "--as=system:serviceaccount:jetway-system:jetway-connector";
    assertThat(can(connector, "create", "subjectaccessreviews")).isTrue();
    assertThat(can(connector, "delete", "apiservices/v1.example.org")).isTrue();
    assertThat(can(connector, "get", "configmap/extension-apiserver-authentication", "kube-system"))
        .isTrue();
    assertThat(can(connector, "update", "secret/jetway-connector-tls", "jetway-system")).isTrue();
    assertThat(can(connector, "list", "secrets", "jetway-system")).isTrue();
    assertThat(can(connector, "delete", "secrets", "jetway-system")).isFalse();
    assertThat(can(connector, "get", "secrets", "default")).isFalse();
    assertThat(can(connector, "watch", "clusterconnections.connect.jetway.dev")).isTrue();
    assertThat(can(connector, "update", "clusterconnections.connect.jetway.dev")).isFalse();
    assertThat(can(connector, "update", "lease/other", "jetway-system")).isFalse();
    assertThat(can(connector, "delete", "namespaces")).isFalse();
    assertThat(can(connector, "update", "customresourcedefinitions")).isFalse();
    assertThat(can(connector, "impersonate", "users")).isFalse();
  }

  @Test
  void theGatewayCanBindAndChangeNoRoleButTheTwo() {
    plane.apply(ManifestYaml.write(ProviderManifests.access("jetway-system")));
    String gateway = "--as=system:serviceaccount:jetway-system:jetway-gateway";
    assertThat(can(gateway, "escalate", "clusterrole/jetway:offered")).isTrue();
    assertThat(can(gateway, "bind", "clusterrole/jetway:offered-view")).isTrue();
    assertThat(can(gateway, "bind", "clusterrole/cluster-admin")).isFalse();
    assertThat(can(gateway, "update", "clusterrole/cluster-admin")).isFalse();
    assertThat(can(gateway, "create", "clusterroles")).isFalse();
    assertThat(can(gateway, "list", "secrets", "jetway-system")).isFalse();
    assertThat(can(gateway, "create", "pods", "jetway-system")).isFalse();
  }

  private boolean can(String as, String verb, String resource) {
    return plane.kubectl("auth", "can-i", verb, resource, as).out().startsWith("yes");
  }

  private boolean can(String as, String verb, String resource, String namespace) {
    return plane
        .kubectl("auth", "can-i", verb, resource, as, "-n", namespace)
        .out()
        .startsWith("yes");
  }

  private String apply(String yaml) {
    var result = plane.kubectl().runWithInput(yaml, "apply", "--server-side", "-f", "-");
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out() + result.err();
  }

  private String versions(String yaml) {
    String each = "{range .items[*]}{.kind} {.metadata.name} {.metadata.resourceVersion}\n{end}";
    return plane.kubectl().runWithInput(yaml, "get", "-f", "-", "-o", "jsonpath=" + each).out();
  }
}
