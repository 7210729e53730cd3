package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A watch that begins with the state has every write that was acknowledged before it, also where
 * there are too many objects to compare one by one, and while others write all the time.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class FreshnessIT {
  private static final int OBJECTS = 1_200;
  private static final int ROUNDS = 40;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKETS = "/apis/storage.example.org/v1/namespaces/many/buckets";
  private static final String MERGE = "application/merge-patch+json";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
  private static final String INFORMER =
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

  private final Installation jetway;
  private final Kubectl consumer;
  private final String there;

  FreshnessIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.there = BUCKETS.replace("/many/", "/" + jetway.providerNamespace("many") + "/");
  }

  @BeforeEach
  void makeObjects() throws Exception {
    consumer.output("create", "namespace", "many");
    try (ApiClient here = jetway.consumer().api();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<HttpResponse<String>>> made =
          IntStream.range(0, OBJECTS)
              .mapToObj(i -> threads.submit(() -> send(here, "POST", BUCKETS, bucket("b-" + i))))
              .toList();
      for (Future<HttpResponse<String>> each : made) {
        assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(201);
      }
      SOON.isTrue(
          "all to be known",
          () -> items(here.get(BUCKETS + "?resourceVersion=0").body()) == OBJECTS);
    }
  }

  @AfterEach
  void deleteNamespace() {
    consumer.output("delete", "namespace", "many", "--timeout=120s");
  }

  @Test
  void aWatchThatBeginsAfterAWriteHasIt() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    long before = jetway.provider().auditLog().position();
    try (ApiClient here = jetway.consumer().api();
        ApiClient provider = jetway.provider().api();
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> noise = new ArrayList<>();
      try {
        noise.add(writers.submit(() -> touch(provider, enough, there + "/b-", 600)));
        noise.add(writers.submit(() -> touch(provider, enough, there + "/b-6", 50)));
        noise.add(writers.submit(() -> others(provider, enough)));
        for (int round = 0; round < ROUNDS; round++) {
          check(round, round % 3 == 0 ? here : provider, here);
        }
      } finally {
        enough.set(true);
      }
      for (Future<Integer> each : noise) {
        assertThat(written(each)).as("writes meanwhile").isPositive();
      }
    }
    List<AuditEvent> watches =
        jetway
            .provider()
            .auditLog()
            .since(
                before,
                event -> event.requestUri().contains("/buckets?") && event.verb().equals("watch"));
    assertThat(watches.stream().filter(FreshnessIT::isOfTheConnector))
        .as("short watches that tell how far the provider is")
        .isNotEmpty();
    assertThat(watches.stream().filter(event -> !isOfTheConnector(event)))
        .as("watches that were passed on since nothing could be proven")
        .hasSizeLessThan(ROUNDS / 2);
  }

  /** A create, a change and a delete, each followed by a watch, by whoever writes. */
  private void check(int round, ApiClient writer, ApiClient here) throws IOException {
    boolean direct = writer != here;
    String collection = direct ? there : BUCKETS;
    String fresh = "fresh-" + round;
    String accept = round % 2 == 0 ? "application/json" : METADATA;
    String body = direct ? labelled(fresh) : bucket(fresh);

    long created = version(send(writer, "POST", collection, body), 201);
    assertThat(state(here, accept, created).get(fresh)).isEqualTo(created);

    String changed = "b-" + (1_100 + round);
    HttpResponse<String> patched =
        writer.send(
            "PATCH",
            collection + "/" + changed,
            MERGE,
            "{\"metadata\":{\"labels\":{\"round\":\"" + round + "\"}}}");
    long modified = version(patched, 200);
    assertThat(state(here, accept, modified).get(changed)).isEqualTo(modified);

    assertThat(writer.delete(collection + "/" + fresh).statusCode()).isEqualTo(200);
    assertThat(state(here, accept, modified)).doesNotContainKey(fresh).hasSize(OBJECTS);
  }

  /** The objects with which a watch begins, each with its version. */
  private static Map<String, Long> state(ApiClient here, String accept, long atLeast) {
    try (WatchStream watch = WatchStream.open(here, BUCKETS, INFORMER, accept)) {
      assertThat(watch.status()).isEqualTo(200);
      List<JsonNode> state = new ArrayList<>();
      SOON.isTrue(
          "the end of the state",
          () -> {
            state.clear();
            state.addAll(watch.events());
            return state.stream().anyMatch(FreshnessIT::isBookmark);
          });
      Map<String, Long> versions = new HashMap<>();
      for (JsonNode event : state) {
        long version = event.at("/object/metadata/resourceVersion").asLong();
        if (isBookmark(event)) {
          assertThat(version).isGreaterThanOrEqualTo(atLeast);
          return versions;
        }
        versions.put(event.at("/object/metadata/name").asText(), version);
      }
      throw new AssertionError("a state without an end");
    }
  }

  private static boolean isBookmark(JsonNode event) {
    return event.path("type").asText().equals("BOOKMARK");
  }

  /** Changes objects of the resource, one after the other. */
  private static int touch(ApiClient provider, AtomicBoolean enough, String prefix, int count) {
    int written = 0;
    while (!enough.get()) {
      String path = prefix + written % count;
      provider.send(
          "PATCH", path, MERGE, "{\"metadata\":{\"labels\":{\"noise\":\"" + written + "\"}}}");
      written++;
    }
    return written;
  }

  /** Moves the provider's version on with writes to something else. */
  private static int others(ApiClient provider, AtomicBoolean enough) {
    int written = 0;
    String path = "/api/v1/namespaces/default/configmaps";
    provider.send("POST", path, "application/json", "{\"metadata\":{\"name\":\"noise\"}}");
    while (!enough.get()) {
      provider.send("PATCH", path + "/noise", MERGE, "{\"data\":{\"n\":\"" + written + "\"}}");
      written++;
    }
    provider.delete(path + "/noise");
    return written;
  }

  private static int written(Future<Integer> noise) throws InterruptedException {
    try {
      return noise.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a writer failed", e);
    }
  }

  private static boolean isOfTheConnector(AuditEvent event) {
    return event.impersonatedUser().equals(Optional.of("jetway:c1:connector"));
  }

  private static long version(HttpResponse<String> written, int code) throws IOException {
    assertThat(written.statusCode()).as(written.body()).isEqualTo(code);
    return JSON.readTree(written.body()).at("/metadata/resourceVersion").asLong();
  }

  private static int items(String list) {
    try {
      return JSON.readTree(list).path("items").size();
    } catch (IOException e) {
      throw new AssertionError(list, e);
    }
  }

  private static HttpResponse<String> send(
      ApiClient client, String method, String path, String body) {
    return client.send(method, path, "application/json", body);
  }

  private static String bucket(String name) {
    return """
    {"apiVersion":"storage.example.org/v1","kind":"Bucket","metadata":{"name":"%s"},"spec":{"region":"eu-1"}}
    """
        .formatted(name);
  }

  /** As the connector would make it. */
  private static String labelled(String name) {
    return """
    {"apiVersion":"storage.example.org/v1","kind":"Bucket","metadata":{"name":"%s","labels":{
     "connect.jetway.dev/managed":"true","connect.jetway.dev/cluster":"c1",
     "connect.jetway.dev/namespace":"many","connect.jetway.dev/name":"%s"}},"spec":{"region":"eu-1"}}
    """
        .formatted(name, name);
  }
}
