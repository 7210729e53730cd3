package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many readers of a resource are one at the provider, and see what they would see there. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class CacheIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "/apis/platform.example.org/v1/postgresinstances";
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/cached/postgresinstances";
  private static final String METADATA_LIST =
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
  private static final String INFORMER =
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

  private final Installation jetway;
  private final Kubectl consumer;
  private final String there;

  CacheIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.there =
        CLAIMS.replace(
            "/namespaces/cached/", "/namespaces/" + jetway.providerNamespace("cached") + "/");
  }

  @BeforeEach
  void makeNamespace() {
    consumer.run("create", "namespace", "cached");
    try (ApiClient here = jetway.consumer().api()) {
      create(here, "warm-up");
      awaitCached(here, "warm-up");
    }
  }

  @AfterEach
  void emptyNamespace() {
    consumer.output("delete", "pg", "--all", "-n", "cached");
  }

  @Test
  void readsOfAnyVersionAreAnsweredHereAsTheProviderWould() throws Exception {
    try (ApiClient here = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      create(here, "orders");
      create(here, "a-first");
      awaitCached(here, "a-first");
      long before = jetway.provider().auditLog().position();
      for (String accept : List.of("application/json", METADATA_LIST)) {
        JsonNode list = get(here, CLAIMS + "?resourceVersion=0&limit=1", accept);
        assertSameList(list, get(provider, there, accept));
        assertThat(list.path("items").size()).isEqualTo(3);
        String version = list.at("/metadata/resourceVersion").asText();
        JsonNode notOlder =
            get(
                here,
                ALL + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + version,
                accept);
        assertThat(notOlder.path("items").size()).isGreaterThanOrEqualTo(3);
      }
      JsonNode selected =
          get(here, CLAIMS + "?resourceVersion=0&labelSelector=app+in+(orders)", "*/*");
      assertThat(selected.path("items").size()).isOne();
      JsonNode named =
          get(here, ALL + "?resourceVersion=0&fieldSelector=metadata.name%3Da-first", "*/*");
      assertThat(named.path("items").size()).isOne();
      for (String accept : List.of("application/json", METADATA)) {
        assertSame(
            get(here, CLAIMS + "/orders?resourceVersion=0", accept),
            get(provider, there + "/orders", accept));
      }
      assertThat(userRequests(before)).isEmpty();
    }
  }

  @Test
  void fiftyWatchersAreOneWatchAtTheProvider() {
    try (ApiClient here = jetway.consumer().api()) {
      long before = jetway.provider().auditLog().position();
      List<WatchStream> watchers = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          String path = i % 2 == 0 ? ALL : CLAIMS;
          String query = i % 3 == 0 ? "resourceVersion=0" : i % 3 == 1 ? INFORMER : "";
          watchers.add(WatchStream.open(here, path, query));
        }
        create(here, "orders");
        for (WatchStream watcher : watchers) {
          assertThat(watcher.status()).isEqualTo(200);
          SOON.isTrue("the event", () -> watcher.summary().contains("ADDED orders"));
        }
        assertThat(userRequests(before).stream().filter(event -> event.verb().equals("watch")))
            .isEmpty();
        assertThat(jetway.provider().auditLog().since(before, CacheIT::isFeed))
            .as("watches of the connector itself")
            .isEmpty();
      } finally {
        watchers.forEach(WatchStream::close);
      }
    }
  }

  @Test
  void eventsAreThoseOfTheProvider() {
    try (ApiClient here = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      String from =
          "resourceVersion="
              + get(here, CLAIMS, "application/json").at("/metadata/resourceVersion").asText();
      for (String accept : List.of("application/json", METADATA)) {
        try (WatchStream mine = WatchStream.open(here, CLAIMS, from, accept);
            WatchStream theirs = WatchStream.open(provider, there, from, accept)) {
          create(here, "orders");
          label(here, "orders", "app", "\"other\"");
          assertThat(here.delete(CLAIMS + "/orders").statusCode()).isEqualTo(200);
          SOON.passes(() -> {
            assertThat(theirs.summary()).endsWith("DELETED orders");
            assertThat(mine.summary()).isEqualTo(theirs.summary());
          });
          for (int i = 0; i < mine.events().size(); i++) {
            assertSame(mine.events().get(i).path("object"), theirs.events().get(i).path("object"));
          }
        }
      }
    }
  }

  @Test
  void anObjectThatLeavesTheSelectionIsDeletedWithItsLastState() {
    try (ApiClient here = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      create(here, "orders");
      awaitCached(here, "orders");
      String query = "resourceVersion=0&labelSelector=app%3Dorders";
      try (WatchStream mine = WatchStream.open(here, CLAIMS, query);
          WatchStream theirs = WatchStream.open(provider, there, query)) {
        label(here, "orders", "more", "\"true\"");
        label(here, "orders", "app", "\"other\"");
        label(here, "orders", "more", "null");
        label(here, "orders", "app", "\"orders\"");
        assertThat(here.delete(CLAIMS + "/orders").statusCode()).isEqualTo(200);
        SOON.passes(() -> {
          assertThat(theirs.summary())
              .containsExactly(
                  "ADDED orders",
                  "MODIFIED orders",
                  "DELETED orders",
                  "ADDED orders",
                  "DELETED orders");
          assertThat(mine.summary()).isEqualTo(theirs.summary());
        });
        for (int i = 0; i < mine.events().size(); i++) {
          assertSame(mine.events().get(i).path("object"), theirs.events().get(i).path("object"));
        }
      }
    }
  }

  @Test
  void aWatchThatBeginsWithTheStateIsMostRecent() {
    try (ApiClient here = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      for (String accept : List.of("application/json", METADATA)) {
        for (int i = 0; i < 5; i++) {
          create(here, "orders-" + i);
          long written =
              get(here, CLAIMS + "/orders-" + i, "*/*").at("/metadata/resourceVersion").asLong();
          try (WatchStream mine = WatchStream.open(here, CLAIMS, INFORMER, accept);
              WatchStream theirs = WatchStream.open(provider, there, INFORMER, accept)) {
            SOON.passes(() -> {
              assertThat(theirs.summary()).contains("BOOKMARK ");
              assertThat(mine.summary()).isEqualTo(theirs.summary());
            });
            ObjectNode myEnd = mine.events().getLast().path("object").deepCopy();
            ObjectNode theirEnd = theirs.events().getLast().path("object").deepCopy();
            assertThat(metadata(myEnd).remove("resourceVersion").asLong())
                .isGreaterThanOrEqualTo(written);
            metadata(theirEnd).remove("resourceVersion");
            assertThat(myEnd).isEqualTo(theirEnd);
          }
        }
        consumer.output("delete", "pg", "--all", "-n", "cached");
        create(here, "warm-up");
      }
    }
  }

  @Test
  void bookmarksComeBeforeTheEnd() {
    try (ApiClient here = jetway.consumer().api()) {
      String version =
          get(here, CLAIMS + "?resourceVersion=0", "*/*").at("/metadata/resourceVersion").asText();
      try (WatchStream watch =
          WatchStream.open(
              here,
              CLAIMS,
              "resourceVersion=" + version + "&allowWatchBookmarks=true&timeoutSeconds=4")) {
        SOON.isTrue("the watch to end", watch::hasEnded);
        assertThat(watch.summary()).containsExactly("BOOKMARK ");
        assertThat(watch.events().getFirst().at("/object/metadata/resourceVersion").asLong())
            .isGreaterThanOrEqualTo(Long.parseLong(version));
      }
    }
  }

  @Test
  void aWatcherThatDoesNotReadDelaysNobody() throws Exception {
    try (ApiClient here = jetway.consumer().api();
        ApiClient idle = jetway.consumer().api();
        WatchStream other = WatchStream.open(here, CLAIMS, "resourceVersion=0")) {
      HttpResponse<InputStream> unread =
          idle.http()
              .send(
                  idle.request(CLAIMS + "?watch=true&resourceVersion=0").GET().build(),
                  BodyHandlers.ofInputStream());
      try (InputStream body = unread.body()) {
        for (int i = 0; i < 60; i++) {
          create(here, "large-" + i, "x".repeat(200_000));
        }
        SOON.isTrue("all events", () -> other.summary().contains("ADDED large-59"));
        assertThat(body.read()).isEqualTo('{');
      }
    }
  }

  @Test
  void aWatchIsPassedOnFromBeforeWhatIsKnown() {
    try (ApiClient here = jetway.consumer().api()) {
      HttpResponse<String> future = here.get(CLAIMS + "?resourceVersion=999999999999&timeout=4s");
      assertThat(future.statusCode()).isEqualTo(504);
      HttpResponse<String> wrong =
          here.get(CLAIMS + "?resourceVersion=0&resourceVersionMatch=Exact");
      assertThat(wrong.statusCode()).isEqualTo(422);
      try (WatchStream old = WatchStream.open(here, CLAIMS, "resourceVersion=1")) {
        SOON.isTrue("the provider's answer", () -> old.summary().contains("ERROR "));
        assertThat(old.events().getFirst().at("/object/code").asInt()).isEqualTo(410);
      }
    }
  }

  @Test
  void metricsTellWhatIsKeptAndWhoWatches() {
    try (ApiClient here = jetway.consumer().api();
        ApiClient admin = jetway.connector().caller(jetway.consumer().access().adminIdentity());
        WatchStream one = WatchStream.open(here, CLAIMS, "resourceVersion=0")) {
      SOON.isTrue("the state", () -> one.summary().contains("ADDED warm-up"));
      String of = "{group=\"platform.example.org\",resource=\"postgresinstances\",version=\"v1\"} ";
      String metrics = admin.get("/metrics").body();
      assertThat(metrics)
          .contains(
              "jetway_cache_upstream_watches" + of + "1.0",
              "jetway_cache_objects" + of,
              "jetway_cache_bytes" + of,
              "jetway_cache_events_total" + of,
              "jetway_cache_age_seconds" + of + "0.0",
              "jetway_cache_answers_total{source=\"cache\"} ",
              "jetway_cache_answers_total{source=\"provider\"} ");
      assertThat(value(metrics, "jetway_cache_watchers" + of)).isGreaterThanOrEqualTo(1);
      assertThat(value(metrics, "jetway_cache_bytes" + of)).isGreaterThan(100);
    }
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  private List<AuditEvent> userRequests(long since) {
    return jetway
        .provider()
        .auditLog()
        .since(
            since,
            event ->
                event.requestUri().contains("/postgresinstances")
                    && event
                        .impersonatedUser()
                        .filter(
                            user -> user.startsWith("jetway:c1:") && !user.endsWith(":connector"))
                        .isPresent());
  }

  /** The watch that feeds the cache, rather than one that only looks how far the provider is. */
  private static boolean isFeed(AuditEvent event) {
    return event.requestUri().startsWith(ALL + "?")
        && !event.requestUri().contains("timeoutSeconds")
        && event.verb().equals("watch")
        && event.impersonatedUser().equals(Optional.of("jetway:c1:connector"));
  }

  private static void awaitCached(ApiClient here, String name) {
    SOON.isTrue(
        name + " to be known",
        () -> here.get(CLAIMS + "?resourceVersion=0").body().contains("\"" + name + "\""));
  }

  private static void create(ApiClient here, String name) {
    create(here, name, "x");
  }

  private static void create(ApiClient here, String name, String padding) {
    String body =
        """
        {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance",
         "metadata":{"name":"%s","labels":{"app":"%s"}},
         "spec":{"version":"17","storageGB":20,"parameters":{"padding":"%s"}}}\
        """
            .formatted(name, name, padding);
    HttpResponse<String> created = here.send("POST", CLAIMS, "application/json", body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
  }

  private static void label(ApiClient here, String name, String key, String value) {
    HttpResponse<String> patched =
        here.send(
            "PATCH",
            CLAIMS + "/" + name,
            "application/merge-patch+json",
            "{\"metadata\":{\"labels\":{\"" + key + "\":" + value + "}}}");
    assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
  }

  private static JsonNode get(ApiClient client, String path, String accept) {
    HttpResponse<String> answer = client.send(client.request(path).header("Accept", accept).GET());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private void assertSameList(JsonNode mine, JsonNode theirs) {
    assertThat(mine.path("kind")).isEqualTo(theirs.path("kind"));
    assertThat(mine.path("apiVersion")).isEqualTo(theirs.path("apiVersion"));
    assertThat(mine.path("items").size()).isEqualTo(theirs.path("items").size());
    for (int i = 0; i < mine.path("items").size(); i++) {
      assertSame(mine.path("items").get(i), theirs.path("items").get(i));
    }
  }

  /** Equal but for the namespace and our labels. */
  private void assertSame(JsonNode mine, JsonNode theirs) {
    ObjectNode translated = theirs.deepCopy();
    metadata(translated).put("namespace", "cached");
    if (metadata(translated).get("labels") instanceof ObjectNode labels) {
      List<String> ours = new ArrayList<>();
      labels.fieldNames().forEachRemaining(ours::add);
      ours.removeIf(name -> !name.startsWith("connect.jetway.dev/"));
      labels.remove(ours);
    }
    assertThat(mine).isEqualTo(translated);
  }

  private static ObjectNode metadata(ObjectNode object) {
    return (ObjectNode) object.get("metadata");
  }
}
