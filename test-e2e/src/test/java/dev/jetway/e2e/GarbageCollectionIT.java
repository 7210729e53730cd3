package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The garbage collectors and namespace controllers of both sides run, and neither destroys what is
 * the other's.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class GarbageCollectionIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));

  private final Installation jetway;
  private final Kubectl consumer;
  private final Kubectl provider;
  private String namespace = "";
  private String providerNamespace = "";

  GarbageCollectionIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.provider = jetway.provider().kubectl();
  }

  @BeforeEach
  void makeClaim(TestInfo test) {
    namespace = "gc-" + Integer.toHexString(test.getDisplayName().hashCode());
    providerNamespace = jetway.providerNamespace(namespace);
    consumer.output("create", "namespace", namespace);
    consumer.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", namespace, "-f", "-");
  }

  @AfterEach
  void deleteNamespace() {
    consumer.run("delete", "namespace", namespace, "--timeout=60s");
  }

  @Test
  void ownersOfTheOtherSideAreNeitherShownNorCollected() {
    consumer.output("create", "configmap", "owner-here", "-n", namespace);
    provider.output("create", "configmap", "owner-there", "-n", providerNamespace);
    String here = uid(consumer, "configmap/owner-here", namespace);
    String there = uid(provider, "configmap/owner-there", providerNamespace);
    provider.output(
        "patch",
        "pg/orders",
        "-n",
        providerNamespace,
        "--type=merge",
        "-p",
        owner("owner-there", there));
    consumer.output(
        "patch", "pg/orders", "-n", namespace, "--type=merge", "-p", owner("owner-here", here));

    assertThat(jsonPath(consumer, "pg/orders", namespace, "{.metadata.ownerReferences[*].uid}"))
        .isEqualTo(here);
    assertThat(
            jsonPath(
                provider, "pg/orders", providerNamespace, "{.metadata.ownerReferences[*].uid}"))
        .isEqualTo(there);
    // Proof that both collectors are at work, and have seen a later object than the claim, before
    // the claim is looked at.
    provesThatItCollects(consumer, namespace);
    provesThatItCollects(provider, providerNamespace);
    assertThat(jsonPath(consumer, "pg/orders", namespace, "{.metadata.deletionTimestamp}"))
        .isEmpty();

    consumer.output("delete", "configmap", "owner-here", "-n", namespace);
    SOON.isTrue(
        "the consumer's collector to delete the claim whose owner went",
        () -> provider.run("get", "pg/orders", "-n", providerNamespace).err().contains("NotFound"));
  }

  @Test
  void aConfigMapOwnedByAClaimGoesWithTheClaim() {
    dependent("settings", false);
    consumer.output("delete", "pg/orders", "-n", namespace);
    SOON.isTrue(
        "the ConfigMap to be collected",
        () ->
            consumer
                .run("get", "configmap", "settings", "-n", namespace)
                .err()
                .contains("NotFound"));
  }

  @Test
  void anOrphanedConfigMapStays() {
    dependent("settings", false);
    consumer.output("delete", "pg/orders", "-n", namespace, "--cascade=orphan", "--timeout=60s");
    SOON.isTrue(
        "the owner reference to be taken away",
        () ->
            jsonPath(consumer, "configmap/settings", namespace, "{.metadata.ownerReferences}")
                .isEmpty());
    assertThat(provider.run("get", "pg/orders", "-n", providerNamespace).err())
        .contains("NotFound");
  }

  @Test
  void aForegroundDeletionWaitsForTheDependents() {
    dependent("settings", true);
    consumer.output(
        "patch",
        "configmap",
        "settings",
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
    consumer.output("delete", "pg/orders", "-n", namespace, "--cascade=foreground", "--wait=false");
    SOON.isTrue(
        "the dependent to be deleted first",
        () ->
            !jsonPath(consumer, "configmap/settings", namespace, "{.metadata.deletionTimestamp}")
                .isEmpty());
    assertThat(jsonPath(consumer, "pg/orders", namespace, "{.metadata.finalizers}"))
        .contains("foregroundDeletion");
    consumer.output(
        "patch",
        "configmap",
        "settings",
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");
    SOON.isTrue(
        "the claim to go after its dependent",
        () -> provider.run("get", "pg/orders", "-n", providerNamespace).err().contains("NotFound"));
  }

  @Test
  void aNamespaceWithClaimsIsDeletedCleanOnBothSides() {
    consumer.output("delete", "namespace", namespace, "--timeout=60s");
    SOON.isTrue(
        "the emptied provider namespace to go",
        () -> provider.run("get", "namespace", providerNamespace).err().contains("NotFound"));
  }

  @Test
  void aQuotaCountsClaims() {
    consumer.output(
        "create",
        "quota",
        "claims",
        "-n",
        namespace,
        "--hard=count/postgresinstances.platform.example.org=5");
    SOON.isTrue(
        "the claim to be counted",
        () -> jsonPath(consumer, "quota/claims", namespace, "{.status.used}").contains("\"1\""));
  }

  @Test
  void aFinalizerOfTheConsumerHoldsTheClaim() {
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
    consumer.output("delete", "pg/orders", "-n", namespace, "--wait=false");
    assertThat(jsonPath(consumer, "pg/orders", namespace, "{.metadata.deletionTimestamp}"))
        .isNotEmpty();
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        namespace,
        "--type=json",
        "-p",
        "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]");
    SOON.isTrue(
        "the claim to go once nothing holds it",
        () -> consumer.run("get", "pg/orders", "-n", namespace).err().contains("NotFound"));
  }

  private void dependent(String name, boolean blocks) {
    consumer.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          namespace: %s
          ownerReferences:
            - {apiVersion: platform.example.org/v1, kind: PostgresInstance, name: orders, uid: %s, blockOwnerDeletion: %s}
        """
            .formatted(name, namespace, uid(consumer, "pg/orders", namespace), blocks));
  }

  private static void provesThatItCollects(Kubectl kubectl, String namespace) {
    kubectl.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: dangling
          namespace: %s
          ownerReferences:
            - {apiVersion: v1, kind: ConfigMap, name: never-was, uid: 11111111-2222-3333-4444-555555555555}
        """
            .formatted(namespace));
    SOON.isTrue(
        "the collector to delete what dangles",
        () ->
            kubectl
                .run("get", "configmap", "dangling", "-n", namespace)
                .err()
                .contains("NotFound"));
  }

  private static String owner(String name, String uid) {
    return "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%s\",\"uid\":\"%s\"}]}}"
        .formatted(name, uid);
  }

  private static String uid(Kubectl kubectl, String object, String namespace) {
    return jsonPath(kubectl, object, namespace, "{.metadata.uid}");
  }

  private static String jsonPath(Kubectl kubectl, String object, String namespace, String path) {
    return kubectl.run("get", object, "-n", namespace, "-o", "jsonpath=" + path).out();
  }
}
