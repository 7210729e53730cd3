package dev.jetway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A provider that forgets its past at once: etcd is compacted every second. What is too old is
 * answered with the provider's own 410, and informers come to the true state.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class CompactionIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";
  private static final int OBJECTS = 6;

  private final ControlPlanes planes;
  private ControlPlane provider;
  private ControlPlane consumer;
  private Installation jetway;
  private ApiClient api;

  CompactionIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    provider = planes.start("forgetful", "--etcd-compaction-interval=1s");
    consumer = planes.start("patient");
    jetway = Installation.between(provider, consumer, "p1");
    api = consumer.api();
    for (int i = 0; i < OBJECTS; i++) {
      create("claim-" + i);
    }
  }

  @AfterAll
  void stop() {
    api.close();
    jetway.close();
    consumer.close();
    provider.close();
  }

  @Test
  void anExpiredContinueTokenGetsTheProvidersOwn410InTheMiddleOfAList() {
    JsonNode first = json(api.get(CLAIMS + "?limit=2"));
    String token = first.path("metadata").path("continue").asText();
    assertThat(token).isNotEmpty();
    HttpResponse<String> expired = awaitGone(CLAIMS + "?limit=2&continue=" + token);
    JsonNode status = json(expired);
    assertThat(status.path("reason").asText()).isEqualTo("Expired");
    assertThat(status.path("message").asText()).contains("continue parameter is too old");

    // As client-go's pager does: it goes on with the token of the error, which is less consistent.
    String other = status.path("metadata").path("continue").asText();
    assertThat(other).isNotEmpty().isNotEqualTo(token);
    JsonNode rest = json(api.get(CLAIMS + "?limit=100&continue=" + other));
    assertThat(first.path("items").size() + rest.path("items").size())
        .isGreaterThanOrEqualTo(OBJECTS);
  }

  @Test
  void anOldVersionGetsTheProvidersOwn410AndInformersConverge() {
    String old = json(api.get(CLAIMS)).path("metadata").path("resourceVersion").asText();
    try (ApiClient reads = consumer.api();
        Informer informer = new Informer(reads, CLAIMS)) {
      SOON.isTrue("the informer to be synced", informer::isSynced);
      create("after-" + old);
      SOON.isTrue("the event", () -> informer.names().contains("after-" + old));
      HttpResponse<String> exact =
          awaitGone(CLAIMS + "?resourceVersion=" + old + "&resourceVersionMatch=Exact");
      assertThat(json(exact).path("reason").asText()).isEqualTo("Expired");
      assertThat(informer.relists()).isZero();

      provider.stopApiServer();
      provider.startApiServer();
      Kubectl admin = provider.kubectl();
      SOON.isTrue(
          "a change behind the consumer's back",
          () ->
              admin
                  .run("delete", "pg/claim-0", "-n", jetway.providerNamespace("default"))
                  .succeeded());
      SOON.isTrue("the change to be seen", () -> !informer.names().contains("claim-0"));
      SOON.passes(() ->
          assertThat(api.get(CLAIMS + "?watch=true&timeoutSeconds=1&resourceVersion=1").body())
              .contains("\"code\":410", "too old resource version"));
      assertThat(informer.violations()).isEmpty();
      assertThat(informer.relists()).isLessThanOrEqualTo(1);
      create("claim-0");
      SOON.isTrue("life to go on", () -> informer.names().contains("claim-0"));
    }
  }

  /** Something must happen at the provider, or there is nothing that etcd could forget. */
  private HttpResponse<String> awaitGone(String path) {
    int[] turn = {0};
    SOON.isTrue(
        "410 for " + path,
        () -> {
          provider
              .kubectl()
              .output("annotate", "namespace", "default", "turn=" + turn[0]++, "--overwrite");
          return api.get(path).statusCode() == 410;
        });
    HttpResponse<String> direct =
        provider.api().get(path.replace("/namespaces/default/", "/namespaces/p1-default/"));
    HttpResponse<String> gone = api.get(path);
    assertThat(direct.statusCode()).isEqualTo(gone.statusCode());
    assertThat(withoutTokens(gone)).isEqualTo(withoutTokens(direct));
    return gone;
  }

  private static String withoutTokens(HttpResponse<String> answer) {
    return answer
        .body()
        .strip()
        .replaceAll("\"continue\":\"[^\"]*\"", "")
        .replaceAll("\\(\\d+\\)", "");
  }

  private void create(String name) {
    SOON.passes(() ->
        assertThat(
                consumer
                    .kubectl()
                    .runWithInput(
                        Samples.POSTGRES.yaml().replace("name: orders\n", "name: " + name + "\n"),
                        "apply",
                        "-n",
                        "default",
                        "-f",
                        "-")
                    .err())
            .isEmpty());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.body(), e);
    }
  }
}
