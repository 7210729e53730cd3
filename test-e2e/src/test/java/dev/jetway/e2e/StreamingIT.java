package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Bodies stream: what breaks is never taken for complete, and what nobody reads any more is not
 * produced.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class StreamingIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";
  private static final int OBJECTS = 120;

  private final Installation jetway;

  StreamingIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void aListThatIsCutInTheMiddleIsAborted() throws Exception {
    try (ApiClient admin = jetway.consumer().api()) {
      for (int i = 0; i < OBJECTS; i++) {
        HttpResponse<String> created = admin.send("POST", CLAIMS, "application/json", large(i));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      }
      HttpResponse<InputStream> list =
          admin.http().send(admin.request(CLAIMS).GET().build(), BodyHandlers.ofInputStream());
      assertThat(list.statusCode()).isEqualTo(200);
      try (InputStream body = list.body()) {
        assertThat(body.readNBytes(100_000)).hasSize(100_000);
        jetway.gateway().process().process().kill();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
      }
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
      SOON.isTrue(
          "the claims to be deleted",
          () ->
              jetway
                  .consumer()
                  .kubectl()
                  .run("delete", "pg", "--all", "-n", "default")
                  .succeeded());
    }
  }

  @Test
  void aWatcherThatGoesAwayEndsTheProvidersWatch() throws Exception {
    long before = jetway.provider().auditLog().position();
    // One that is not shared with others: the cache does not know this field.
    String watch =
        CLAIMS + "?watch=true&fieldSelector=spec.version%3D15&labelSelector=who%3Dgoes-away";
    try (ApiClient admin = jetway.consumer().api()) {
      HttpResponse<InputStream> response =
          admin.http().send(admin.request(watch).GET().build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      SOON.isTrue("the watch to begin at the provider", () -> stageSeen(before, "ResponseStarted"));
      assertThat(stageSeen(before, "ResponseComplete")).isFalse();
      response.body().close();
      SOON.isTrue("the watch to end at the provider", () -> stageSeen(before, "ResponseComplete"));
    }
  }

  @Test
  void aWatchEndsWhenItsTimeIsUp() throws Exception {
    try (ApiClient admin = jetway.consumer().api()) {
      HttpResponse<InputStream> response =
          admin
              .http()
              .send(
                  admin.request(CLAIMS + "?watch=true&timeoutSeconds=2").GET().build(),
                  BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      try (InputStream body = response.body()) {
        assertThat(new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
            .doesNotContain("ERROR");
      }
    }
  }

  @Test
  void aStreamedListEndsWithTheBookmarkThatInformersWaitFor() throws Exception {
    String watch =
        CLAIMS.replace("/namespaces/default", "")
            + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=3";
    try (ApiClient admin = jetway.consumer().api()) {
      assertThat(admin.send("POST", CLAIMS, "application/json", large(0)).statusCode())
          .isEqualTo(201);
      HttpResponse<InputStream> response =
          admin.http().send(admin.request(watch).GET().build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        String events = new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(events)
            .contains(
                "\"ADDED\"",
                "\"BOOKMARK\"",
                "\"k8s.io/initial-events-end\":\"true\"",
                "\"namespace\":\"default\"");
        assertThat(events).doesNotContain("c1-default");
      }
    } finally {
      jetway.consumer().kubectl().output("delete", "pg", "--all", "-n", "default");
    }
  }

  private boolean stageSeen(long since, String stage) {
    return !jetway
        .provider()
        .auditLog()
        .since(
            since, event -> event.requestUri().contains("goes-away") && event.stage().equals(stage))
        .isEmpty();
  }

  /** Of 200 KB that do not get much smaller, so that they are on their way for a while. */
  private static String large(int i) {
    StringBuilder padding = new StringBuilder();
    new Random(i).ints(200_000, 'a', 'z').forEach(c -> padding.append((char) c));
    return """
    {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance","metadata":{"name":"large-%d"},
     "spec":{"version":"17","storageGB":20,"parameters":{"padding":"%s"}}}\
    """
        .formatted(i, padding);
  }
}
