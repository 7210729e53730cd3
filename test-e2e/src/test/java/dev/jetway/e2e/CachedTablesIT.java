package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@code kubectl get} shows comes from the cache where that is new enough, or all there is.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class CachedTablesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";
  private static final String FROM_CACHE = CLAIMS + "?resourceVersion=0";
  private static final int AGE = 4;

  private final Installation jetway;
  private final Kubectl consumer;
  private final Kubectl provider;

  CachedTablesIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.provider = jetway.provider().kubectl();
  }

  @BeforeEach
  void makeClaim() {
    SOON.isTrue(
        "a claim to be made",
        () ->
            consumer
                .runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-")
                .succeeded());
    SOON.passes(() -> assertThat(table(FROM_CACHE).toString()).contains("\"orders\""));
  }

  @AfterEach
  void deleteClaim() {
    SOON.isTrue(
        "the claim to be deleted",
        () ->
            consumer.run("delete", "pg/orders", "-n", "default", "--ignore-not-found").succeeded());
  }

  @Test
  void aTableFromTheCacheIsTheProvidersOwn() {
    SOON.passes(() -> {
      JsonNode fromProvider = table(CLAIMS);
      long before = jetway.provider().auditLog().position();
      JsonNode fromCache = table(FROM_CACHE);
      assertThat(
              jetway
                  .provider()
                  .auditLog()
                  .since(
                      before,
                      event -> event.requestUri().endsWith("postgresinstances?resourceVersion=0")))
          .isEmpty();
      assertThat(fromProvider.path("rows").path(0).path("cells")).hasSize(AGE + 1);
      assertThat(ageless(fromCache)).isEqualTo(ageless(fromProvider));
    });
  }

  @Test
  void aColumnThatComesAndGoesIsSeenAtOnce() {
    String crd = "crd/postgresinstances.platform.example.org";
    String column = "/spec/versions/0/additionalPrinterColumns/";
    provider.output(
        "patch",
        crd,
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\""
            + column
            + "-\",\"value\":{\"name\":\"Team\",\"type\":\"string\",\"jsonPath\":\".metadata.labels.team\"}}]");
    try {
      SOON.passes(() -> {
        JsonNode seen = table(FROM_CACHE);
        assertThat(seen.path("columnDefinitions").path(AGE + 1).path("name").asText())
            .isEqualTo("Team");
        assertThat(seen.path("rows").path(0).path("cells").path(AGE + 1).asText())
            .isEqualTo("shop");
      });
    } finally {
      provider.output(
          "patch",
          crd,
          "--type=json",
          "-p",
          "[{\"op\":\"remove\",\"path\":\"" + column + AGE + "\"}]");
    }
    SOON.passes(() -> assertThat(table(FROM_CACHE).path("columnDefinitions")).hasSize(AGE + 1));
  }

  @Test
  void withoutTheGatewayKubectlShowsTheSameTable() {
    String before = consumer.output("get", "pg", "-n", "default");
    Path seen = jetway.consumer().workDirectory().resolve("cached-tables.txt");
    try (ChildProcess watch = consumer.start(seen, "get", "pg", "-n", "default", "-w")) {
      SOON.passes(() -> assertThat(seen).content().contains("orders"));
      jetway.gateway().process().stop();
      try {
        SOON.passes(() -> {
          CommandResult now = consumer.run("get", "pg", "-n", "default");
          assertThat(now.err()).contains("is down since");
          assertThat(columns(now.out())).isEqualTo(columns(before));
        });
        provider.output(
            "patch",
            "pg/orders",
            "-n",
            jetway.providerNamespace("default"),
            "--type=merge",
            "-p",
            "{\"spec\":{\"storageGB\":77}}");
      } finally {
        jetway.gateway().process().restart();
        jetway.gateway().awaitReady();
      }
      SOON.passes(() ->
          assertThat(seen).content().containsPattern("orders +17 +77").containsOnlyOnce("STORAGE"));
      assertThat(watch.isAlive()).isTrue();
    }
  }

  /** The heads, and the row up to its last column, the age. */
  private static String columns(String printed) {
    return printed.replaceAll(" +", " ").replaceAll(" \\S*\\s*$", "");
  }

  private static JsonNode ageless(JsonNode table) {
    ((ArrayNode) table.path("rows").path(0).path("cells")).set(AGE, "a while");
    ((ObjectNode) table.path("metadata")).remove("resourceVersion");
    return table;
  }

  private JsonNode table(String path) {
    try (ApiClient admin = jetway.consumer().api()) {
      return JSON.readTree(admin.send(admin.request(path).GET().header("Accept", TABLE)).body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
