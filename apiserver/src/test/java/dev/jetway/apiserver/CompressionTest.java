package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.kube.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  private static final String LARGE = "{\"items\":[\"" + "0123456789".repeat(20_000) + "\"]}\n";

  private final RunningServer running = new RunningServer();
  private final HttpClient client = running.frontProxy();

  CompressionTest() throws Exception {}

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aLargeAnswerIsGzipForWhoeverTakesIt(Version version) throws Exception {
    answer(200, LARGE);
    try (HttpClient some =
        running.client(Optional.of(running.pki.frontProxy("front-proxy")), version)) {
      HttpResponse<byte[]> gzip =
          some.send(request(DATABASES, "gzip").build(), BodyHandlers.ofByteArray());
      isGzip(gzip, LARGE);
      assertThat(gzip.body().length).isLessThan(LARGE.length() / 10);
      long length = gzip.body().length; // known by chance, as it was written at once
      assertThat(gzip.headers().firstValueAsLong("content-length").orElse(length))
          .isEqualTo(length);
      HttpResponse<byte[]> plain =
          some.send(running.asUser(DATABASES).build(), BodyHandlers.ofByteArray());
      isPlain(plain, LARGE);
      assertThat(plain.headers().firstValue("vary")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "gzip;q=0", "gzip;q=1", "identity"})
  void nothingButTheWordGzipCounts(String accepted) throws Exception {
    answer(200, LARGE);
    isPlain(get(DATABASES, accepted), LARGE);
  }

  @Test
  void smallAnswersStayAsTheyAre() throws Exception {
    String small = "{\"kind\":\"Database\"}\n";
    answer(200, small);
    isPlain(get(DATABASES + "/x", "gzip"), small);
  }

  @Test
  void largeFailuresAreCompressedAsWell() throws Exception {
    Status status = Status.of(422, "x".repeat(200_000));
    String json = new String(status.toJson(), StandardCharsets.UTF_8);
    answer(422, json);
    HttpResponse<byte[]> response = get(DATABASES + "/x", "gzip");
    assertThat(response.statusCode()).isEqualTo(422);
    isGzip(response, json);
  }

  @Test
  void aHeadHasTheHeadersOfTheGet() throws Exception {
    answer(200, LARGE);
    HttpResponse<byte[]> large =
        client.send(request(DATABASES, "gzip").HEAD().build(), BodyHandlers.ofByteArray());
    assertThat(large.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(large.headers().firstValue("vary")).hasValue("Accept-Encoding");
    assertThat(large.body()).isEmpty();
    answer(200, "{}");
    HttpResponse<byte[]> small =
        client.send(request(DATABASES, "gzip").HEAD().build(), BodyHandlers.ofByteArray());
    assertThat(small.headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void aWatchIsNeverCompressedNorHeldBack() throws Exception {
    StreamingAnswer watch = new StreamingAnswer();
    running.backend.answers(_ -> watch);
    HttpResponse<InputStream> response =
        client.send(
            request(DATABASES + "?watch=true", "gzip").build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    watch.write("{\"n\":1}\n");
    assertThat(response.body().readNBytes(8)).asString(StandardCharsets.UTF_8).contains("\"n\":1");
    watch.write(LARGE);
    assertThat(response.body().readNBytes(LARGE.length()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(LARGE);
    watch.end();
  }

  @Test
  void aCompressedListThatBreaksIsBrokenOffNeverEnded() throws Exception {
    StreamingAnswer list = new StreamingAnswer();
    running.backend.answers(_ -> list);
    list.write(LARGE);
    HttpResponse<InputStream> response =
        client.send(request(DATABASES, "gzip").build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.body().readNBytes(10)).hasSize(10);
    list.breakOff();
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void openApiV2IsGzipAndVersionThreeIsNot() throws Exception {
    String document = "{\"swagger\":\"2.0\",\"x\":\"" + "x".repeat(200_000) + "\"}";
    ApiCatalog sample = SampleApis.catalog();
    running.backend.offer(new ApiCatalog(sample.versions(), document(document)));
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> v2 = get("/openapi/v2", "gzip;q=0.5");
      assertThat(v2.headers().allValues("vary"))
          .containsExactlyInAnyOrder("Accept", "Accept-Encoding");
      assertThat(v2.headers().firstValueAsLong("content-length")).hasValue(v2.body().length);
      assertThat(v2.headers().firstValue("etag")).hasValue("\"4444\"");
      assertThat(v2.headers().firstValue("content-encoding")).hasValue("gzip");
      assertThat(gunzipped(v2.body())).isEqualTo(document);
    }
    isPlain(get("/openapi/v2", "gzip;q=0"), document);
    isPlain(get("/openapi/v3/apis/example.org/v1", "gzip"), "{\"openapi\":\"3.0.0\",\"x\":\"v1\"}");
    assertThat(get("/apis/example.org/v1", "gzip").headers().firstValue("content-encoding"))
        .isEmpty();
  }

  private void answer(int status, String text) {
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(status, text));
  }

  private HttpRequest.Builder request(String path, String acceptEncoding) {
    return running.asUser(path).header("Accept-Encoding", acceptEncoding);
  }

  private HttpResponse<byte[]> get(String path, String acceptEncoding) throws Exception {
    return client.send(request(path, acceptEncoding).build(), BodyHandlers.ofByteArray());
  }

  private static Document document(String json) {
    return new Document(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), "4444");
  }

  private static void isPlain(HttpResponse<byte[]> response, String text) {
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo(text);
  }

  private static void isGzip(HttpResponse<byte[]> response, String text) throws IOException {
    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.headers().firstValue("vary")).hasValue("Accept-Encoding");
    assertThat(gunzipped(response.body())).isEqualTo(text);
  }

  private static String gunzipped(byte[] gzip) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
