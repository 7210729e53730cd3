package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large answers are compressed towards the caller as the provider compresses them. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class CompressionIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACE = "compressed";
  private static final String PATH =
      "/apis/platform.example.org/v1/namespaces/%s/postgresinstances";
  private static final String HERE = PATH.formatted(NAMESPACE);
  private static final int OBJECTS = 40;

  private final Installation jetway;
  private final String there;

  CompressionIT(Installation jetway) {
    this.jetway = jetway;
    this.there = PATH.formatted(jetway.providerNamespace(NAMESPACE));
  }

  @BeforeEach
  void makeClaims() {
    jetway.consumer().kubectl().run("create", "namespace", NAMESPACE);
    try (ApiClient here = jetway.consumer().api()) {
      for (int i = 0; i < OBJECTS; i++) {
        HttpResponse<String> created = here.send("POST", HERE, "application/json", claim(i));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      }
      String last = "\"claim-" + (OBJECTS - 1) + "\"";
      SOON.isTrue(
          "the claims to be known",
          () -> here.get(HERE + "?resourceVersion=0").body().contains(last));
    }
  }

  @AfterEach
  void removeClaims() {
    jetway.consumer().kubectl().output("delete", "pg", "--all", "-n", NAMESPACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?resourceVersion=0", "?limit=30"})
  void aLargeListIsTheProvidersAfterDecompressionToo(String query) throws Exception {
    try (ApiClient consumer = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      HttpResponse<byte[]> through = get(consumer, HERE + query, "gzip");
      HttpResponse<byte[]> direct = get(provider, there + query, "gzip");
      for (HttpResponse<byte[]> each : List.of(through, direct)) {
        assertThat(each.headers().allValues("content-encoding")).containsExactly("gzip");
        assertThat(each.headers().allValues("vary")).containsExactly("Accept-Encoding");
        assertThat(each.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(each.headers().firstValue("content-length")).isEmpty();
      }
      assertThat(items(gunzipped(through), NAMESPACE))
          .isEqualTo(items(gunzipped(direct), NAMESPACE));
    }
  }

  @Test
  void whoDoesNotTakeGzipGetsTheSamePlain() throws Exception {
    try (ApiClient consumer = jetway.consumer().api()) {
      JsonNode gzip = JSON.readTree(gunzipped(get(consumer, HERE, "gzip")));
      for (String accepted : List.of("identity", "*", "gzip;q=0")) {
        HttpResponse<byte[]> plain = get(consumer, HERE, accepted);
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(JSON.readTree(plain.body()).path("items")).isEqualTo(gzip.path("items"));
      }
    }
  }

  @Test
  void aHeadSaysWhatAGetWould() throws Exception {
    try (ApiClient consumer = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      for (String object : List.of("", "/claim-1")) {
        HttpResponse<byte[]> through = head(consumer, HERE + object);
        HttpResponse<byte[]> direct = head(provider, there + object);
        for (String name : List.of("content-encoding", "vary", "content-type")) {
          assertThat(through.headers().allValues(name)).isEqualTo(direct.headers().allValues(name));
        }
      }
    }
  }

  private static HttpResponse<byte[]> get(ApiClient api, String path, String acceptEncoding)
      throws IOException, InterruptedException {
    HttpRequest request = api.request(path).GET().header("Accept-Encoding", acceptEncoding).build();
    HttpResponse<byte[]> response = api.http().send(request, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }

  private static HttpResponse<byte[]> head(ApiClient api, String path)
      throws IOException, InterruptedException {
    HttpRequest request = api.request(path).HEAD().header("Accept-Encoding", "gzip").build();
    return api.http().send(request, BodyHandlers.ofByteArray());
  }

  private static byte[] gunzipped(HttpResponse<byte[]> response) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return in.readAllBytes();
    }
  }

  /** The items without what differs by design between the two views. */
  private static JsonNode items(byte[] list, String namespace) throws IOException {
    JsonNode items = JSON.readTree(list).path("items");
    for (JsonNode item : items) {
      ObjectNode metadata = (ObjectNode) item.path("metadata");
      metadata.put("namespace", namespace);
      metadata.remove("labels");
    }
    return items;
  }

  /** Of 8 KB that do not get much smaller. */
  private static String claim(int i) {
    StringBuilder padding = new StringBuilder();
    new Random(i).ints(8000, 'a', 'z').forEach(c -> padding.append((char) c));
    return """
    {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance","metadata":{"name":"claim-%d"},\
    "spec":{"version":"17","storageGB":20,"parameters":{"padding":"%s"}}}\
    """
        .formatted(i, padding);
  }
}
