package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two consumer clusters bind different APIs of one control plane, and one in common: each has what
 * it bound and made, and what one takes away is not missed by the other.
 */
@ExtendWith(SharedRig.class)
class TwoConsumersIT {
  private static final String STORAGE = "storage.example.org";
  private static final String COMMON = "archive.example.org";
  private static final String VAULT = common(Samples.BUCKET);

  private final ControlPlanes planes;

  TwoConsumersIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void eachHasWhatItBoundAndNothingOfTheOther() {
    try (ControlPlane provider = planes.start("provider");
        ControlPlane planeA = planes.start("a");
        ControlPlane planeB = planes.start("b");
        GatewayInstallation gateway = gateway(provider);
        ConnectorInstallation _ = connector(planeA);
        ConnectorInstallation _ = connector(planeB)) {
      Consumer a = new Consumer(planeA);
      Consumer b = new Consumer(planeB);
      a.tokenSecret("prod", gateway, "a");
      a.connection("prod", "prod", "None");
      a.bind("platform", "prod", GROUP);
      a.bind("common", "prod", COMMON);
      a.awaitStatus("cab", "platform", "Bound");
      a.awaitStatus("cab", "common", "Bound");

      theNameOfTheOtherIsRefused(gateway, b);
      b.bind("storage", "prod", STORAGE);
      b.kubectl().output("create", "namespace", "team");
      bindInNamespace(b, "team");
      b.awaitStatus("cab", "storage", "Bound");
      SOON.passes(() ->
          assertThat(b.kubectl().run("get", "ab", "common", "-n", "team").out())
              .containsPattern("common\\s+Bound"));

      eachSeesItsOwnApis(a.kubectl(), b.kubectl());
      eachSeesItsOwnObjects(provider, a, b);
      whatOneTakesAwayTheOtherKeeps(provider, a, b);
    }
  }

  /** And the first goes on; with a token of its own, the second is let in at once. */
  private static void theNameOfTheOtherIsRefused(GatewayInstallation gateway, Consumer b) {
    b.tokenSecret("prod", gateway, "a");
    b.connection("prod", "prod", "None");
    b.awaitStatus("cconn", "prod", "ClusterNameInUse", "\"a\"");
    b.awaitEvent("prod", "ClusterNameInUse");
    b.tokenSecret("prod", gateway, "b");
    b.awaitStatus("cconn", "prod", "Ready");
  }

  private static void eachSeesItsOwnApis(Kubectl a, Kubectl b) {
    SOON.passes(() ->
        assertThat(a.output("api-resources", "-o", "name"))
            .contains("postgresinstances." + GROUP, "vaults." + COMMON)
            .doesNotContain(STORAGE));
    SOON.passes(() ->
        assertThat(b.output("api-resources", "-o", "name"))
            .contains("buckets." + STORAGE, "vaults." + COMMON)
            .doesNotContain(GROUP));
    assertThat(a.run("get", "--raw", "/apis/" + STORAGE + "/v1/buckets").err())
        .contains("NotFound");
    assertThat(b.run("get", "--raw", "/apis/" + GROUP + "/v1/postgresinstances").err())
        .contains("NotFound");
  }

  private static void eachSeesItsOwnObjects(ControlPlane provider, Consumer a, Consumer b) {
    a.kubectl().output("create", "namespace", "team");
    create(a, VAULT.replace("name: invoices", "name: of-a"), "team");
    create(a, Samples.POSTGRES.yaml(), "default");
    create(b, VAULT.replace("name: invoices", "name: of-b"), "team");
    create(b, Samples.BUCKET.yaml(), "default");

    assertThat(names(a, "vaults")).isEqualTo("of-a");
    assertThat(names(b, "vaults")).isEqualTo("of-b");
    assertThat(b.kubectl().run("get", "vault", "of-a", "-n", "team").err()).contains("NotFound");
    assertThat(b.kubectl().run("delete", "vault", "of-a", "-n", "team").err()).contains("NotFound");
    assertThat(b.kubectl().runWithInput(VAULT, "create", "-n", "default", "-f", "-").err())
        .contains("is not bound in namespace \"default\"");
    assertThat(
            provider
                .kubectl()
                .output(
                    "get",
                    "vaults,buckets,postgresinstances",
                    "-A",
                    "-o",
                    "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {end}"))
        .contains("a-team/of-a", "b-team/of-b", "a-default/orders", "b-default/invoices");
  }

  private static void whatOneTakesAwayTheOtherKeeps(ControlPlane provider, Consumer a, Consumer b) {
    a.kubectl().output("delete", "cab", "common");
    a.awaitUnregistered(COMMON);
    assertThat(names(b, "vaults")).isEqualTo("of-b");
    assertThat(b.kubectl().output("get", "apiservice", "v1." + COMMON)).contains("True");
    assertThat(b.kubectl().output("label", "vault", "of-b", "-n", "team", "x=y")).contains("label");
    assertThat(b.kubectl().run("get", "ab", "-n", "team").out()).containsPattern("common\\s+Bound");
    // What a cluster made is not gone because it looks no more, and is there when it looks again.
    assertThat(provider.kubectl().output("get", "vaults", "-n", "a-team", "-o", "name"))
        .contains("of-a");
    a.kubectl().output("delete", "cconn", "prod");
    a.awaitUnregistered("example.org");
    b.awaitStatus("cconn", "prod", "Ready");
    assertThat(names(b, "buckets")).isEqualTo("invoices");
    b.kubectl().output("delete", "vaults,buckets", "--all", "-A");
    assertThat(provider.kubectl().output("get", "vaults,postgresinstances", "-A", "-o", "name"))
        .contains("of-a", "orders")
        .doesNotContain("of-b");
  }

  private static String names(Consumer consumer, String resource) {
    return consumer
        .kubectl()
        .output("get", resource, "-A", "-o", "jsonpath={.items[*].metadata.name}");
  }

  private static void create(Consumer consumer, String yaml, String namespace) {
    SOON.passes(() ->
        assertThat(consumer.kubectl().runWithInput(yaml, "apply", "-n", namespace, "-f", "-").err())
            .isEmpty());
  }

  private static void bindInNamespace(Consumer consumer, String namespace) {
    consumer
        .kubectl()
        .apply(
            """
            apiVersion: connect.jetway.dev/v1alpha1
            kind: APIBinding
            metadata: {name: common, namespace: %s}
            spec: {connection: prod, group: %s}
            """
                .formatted(namespace, COMMON));
  }

  private static GatewayInstallation gateway(ControlPlane provider) {
    Samples.installCrds(provider);
    provider.apply(common(Samples.BUCKET_CRD));
    provider
        .kubectl()
        .output("wait", "--for=condition=Established", "--timeout=60s", "crd/vaults." + COMMON);
    return GatewayInstallation.install(TargetCluster.of(provider));
  }

  private static ConnectorInstallation connector(ControlPlane plane) {
    return ConnectorInstallation.install(
        TargetCluster.of(plane), List.of("--shutdown-delay=0s"), Map.of());
  }

  /** A sample under another group and kind. */
  private static String common(Samples sample) {
    return sample
        .yaml()
        .replace(STORAGE, COMMON)
        .replace("Bucket", "Vault")
        .replace("bucket", "vault");
  }
}
