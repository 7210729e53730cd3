package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApiServerClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ApiCredentials ANONYMOUS = new ApiCredentials.Anonymous();

  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/a/pods, limit=500&continue=a%2Bb%3D%3D",
    "/apis/example.org/v1/things/x:y@z, fieldSelector=metadata.name%3Dx",
    "/apis/example.org/v1/things, labelSelector=a in (b)",
    "/apis/example.org/v1/things, a=1|2&b=+&c&d=%41",
    "/apis/example.org/v1/things, ''",
  })
  void pathAndQueryArriveAsGiven(String path, String query) throws Exception {
    Handler echo =
        new RawHandler((request, response, callback) ->
            Content.Sink.write(response, true, request.getHttpURI().getPathQuery(), callback));
    try (HttpsServer server = HttpsServer.http2(echo);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      assertThat(text(get(client, path, query)))
          .isEqualTo(query.isEmpty() ? path : path + "?" + query);
    }
  }

  @Test
  void onlyWhatWasGivenGoesAlong() throws Exception {
    Handler echo =
        new RawHandler((request, response, callback) ->
            Content.Sink.write(response, true, request.getHeaders().toString(), callback));
    AtomicInteger asked = new AtomicInteger();
    ApiCredentials token = new ApiCredentials.Bearer(() -> "t" + asked.incrementAndGet());
    try (HttpsServer server = HttpsServer.http2(echo);
        ApiServerClient client = new ApiServerClient(server.endpoint(token))) {
      HttpFields headers =
          HttpFields.build()
              .add("Authorization", "Bearer forged")
              .add("Connection", "x-mine")
              .add("X-Mine", "1")
              .add("Transfer-Encoding", "chunked")
              .add("Content-Length", "77")
              .add("Impersonate-User", "u");
      String seen =
          text(client.send("POST", "/x", "", headers, Optional.of(bytes("body")), PATIENCE));
      assertThat(seen)
          .contains("Bearer t1", "impersonate-user: u", "content-length: 4", "jetway/")
          .doesNotContain("forged", "x-mine", "chunked", "content-type", "gzip");
      assertThat(text(get(client, "/x", ""))).contains("Bearer t2");
      HttpFields kubectl = HttpFields.build().add(HttpHeader.USER_AGENT, "kubectl/v1");
      assertThat(text(client.send("GET", "/x", "", kubectl, Optional.empty(), PATIENCE)))
          .contains("kubectl/v1")
          .doesNotContain("jetway/");
    }
  }

  @Test
  void compressedAnswersComeAsSent() throws Exception {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    Handler handler =
        new RawHandler((_, response, callback) -> {
          response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
          response.write(true, ByteBuffer.wrap(gzip.toByteArray()), callback);
        });
    try (HttpsServer server = HttpsServer.http2(handler);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      StreamedResponse response = get(client, "/x", "");
      assertThat(response.headers().get(HttpHeader.CONTENT_ENCODING)).isEqualTo("gzip");
      assertThat(ResponseBody.readAll(response, 1000, PATIENCE)).isEqualTo(gzip.toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 401, 407, 503})
  void noStatusIsActedUpon(int status) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    Handler handler =
        new RawHandler((_, response, callback) -> {
          requests.incrementAndGet();
          response.setStatus(status);
          response.getHeaders().put(HttpHeader.LOCATION, "/elsewhere");
          response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=x");
          response.getHeaders().put(HttpHeader.PROXY_AUTHENTICATE, "Basic realm=x");
          response.getHeaders().put(HttpHeader.SET_COOKIE, "a=b");
          response.write(true, bytes("{}"), callback);
        });
    try (HttpsServer server = HttpsServer.http2(handler);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      StreamedResponse response = get(client, "/x", "");
      assertThat(response.status()).isEqualTo(status);
      assertThat(text(response)).isEqualTo("{}");
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void cancellingEndsTheRequestAtTheServer() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (HttpsServer server = HttpsServer.http2(endless(ended));
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      StreamedResponse response = get(client, "/watch", "");
      response.cancel(new IOException("enough"));
      response.cancel(new IOException("again"));
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> new ResponseBody(response, PATIENCE).readAllBytes());
    }
  }

  @Test
  void closingTheBodyEndsTheRequestAtTheServer() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (HttpsServer server = HttpsServer.http2(endless(ended));
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      try (ResponseBody body = new ResponseBody(get(client, "/watch", ""), PATIENCE)) {
        assertThat(body.read()).isEqualTo('x');
      }
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Handler silent =
        new RawHandler((request, _, callback) -> {
          if (request.getHttpURI().getPath().equals("/connect")) {
            callback.succeeded();
          } else {
            request.addFailureListener(_ -> ended.countDown());
          }
        });
    try (HttpsServer server = HttpsServer.http2(silent);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      // The handshake must not use up the time, or there is no request to be ended.
      assertThat(ResponseBody.readAll(get(client, "/connect", ""), 1, PATIENCE)).isEmpty();
      assertThatExceptionOfType(HeadTimeoutException.class)
          .isThrownBy(() ->
              client.send(
                  "GET", "/x", "", HttpFields.EMPTY, Optional.empty(), Duration.ofMillis(200)))
          .withMessageContaining("test did not answer");
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aConnectionThatBreaksFailsTheBody() throws Exception {
    try (HttpsServer server = HttpsServer.http2(endless(new CountDownLatch(1)));
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      ResponseBody body = new ResponseBody(get(client, "/watch", ""), PATIENCE);
      assertThat(body.read()).isEqualTo('x');
      server.cut();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()));
    }
  }

  @Test
  void nobodyListeningMeansNothingWasSent() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    ApiServerEndpoint endpoint =
        new ApiServerEndpoint(
            "gone",
            URI.create("https://127.0.0.1:" + free),
            Optional.empty(),
            Optional.empty(),
            ApiCredentials.Bearer.of("secret"));
    try (ApiServerClient client = new ApiServerClient(endpoint)) {
      assertThatExceptionOfType(RequestNotSentException.class)
          .isThrownBy(() -> get(client, "/x", ""));
      assertThatExceptionOfType(ApiUnreachableException.class)
          .isThrownBy(() -> client.get("/x"))
          .withMessageContaining("gone")
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void theServerMustHaveTheRightName() throws Exception {
    Handler handler =
        new RawHandler((_, response, callback) -> response.write(true, bytes("{}"), callback));
    try (HttpsServer server = new HttpsServer(handler, "kubernetes", true, 100)) {
      ApiServerEndpoint byAddress = server.endpoint(ANONYMOUS);
      ApiServerEndpoint byName =
          server.endpoint(server.port(), ANONYMOUS, Optional.of("kubernetes"));
      ApiServerEndpoint byOtherName =
          server.endpoint(server.port(), ANONYMOUS, Optional.of("other.example"));
      try (ApiServerClient good = new ApiServerClient(byName);
          ApiServerClient bad = new ApiServerClient(byAddress);
          ApiServerClient other = new ApiServerClient(byOtherName)) {
        assertThat(good.get("/x").isEmpty()).isTrue();
        assertThatExceptionOfType(RequestNotSentException.class)
            .isThrownBy(() -> get(bad, "/x", ""));
        assertThatExceptionOfType(RequestNotSentException.class)
            .isThrownBy(() -> get(other, "/x", ""));
      }
    }
  }

  @Test
  void streamsBeyondOneConnectionGetAnother() throws Exception {
    try (HttpsServer server =
            new HttpsServer(endless(new CountDownLatch(1)), "127.0.0.1", true, 10);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      for (int i = 0; i < 35; i++) {
        assertThat(get(client, "/watch", "").status()).isEqualTo(200);
      }
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  @Test
  void aServerWithoutHttp2IsSpokenToAllTheSame() throws Exception {
    Supplier<Handler> handler =
        () ->
            new RawHandler((request, response, callback) ->
                Content.Sink.write(
                    response,
                    true,
                    "{\"v\":\"" + request.getConnectionMetaData().getProtocol() + "\"}",
                    callback));
    try (HttpsServer old = new HttpsServer(handler.get(), "127.0.0.1", false, 1);
        HttpsServer current = HttpsServer.http2(handler.get());
        ApiServerClient oldClient = new ApiServerClient(old.endpoint(ANONYMOUS));
        ApiServerClient currentClient = new ApiServerClient(current.endpoint(ANONYMOUS))) {
      assertThat(oldClient.get("/x").path("v").asText()).isEqualTo("HTTP/1.1");
      assertThat(oldClient.get("/x").path("v").asText()).isEqualTo("HTTP/1.1");
      assertThat(currentClient.get("/x").path("v").asText()).isEqualTo("HTTP/2.0");
    }
  }

  @Test
  void aFailureCarriesTheServersStatus() throws Exception {
    Status gone = Status.of(410, "Expired", "too old").about("g", "things", "x");
    Handler handler =
        new RawHandler((_, response, callback) -> {
          response.setStatus(410);
          response.write(true, ByteBuffer.wrap(gone.toJson()), callback);
        });
    try (HttpsServer server = HttpsServer.http2(handler);
        ApiServerClient client = new ApiServerClient(server.endpoint(ANONYMOUS))) {
      assertThatExceptionOfType(StatusException.class)
          .isThrownBy(() -> client.create("/x", new ObjectMapper().createObjectNode()))
          .satisfies(e -> assertThat(e.status().toJson()).isEqualTo(gone.toJson()));
    }
  }

  /** Sends without end; a write that fails is how a server hears of a cancelled request. */
  private static Handler endless(CountDownLatch ended) {
    return new RawHandler((_, response, callback) -> {
      byte[] block = "x".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII);
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        while (ended.getCount() > 0) {
          out.write(block);
        }
      } catch (IOException e) {
        ended.countDown();
        callback.failed(e);
      }
    });
  }

  private static StreamedResponse get(ApiServerClient client, String path, String query)
      throws IOException {
    return client.send("GET", path, query, HttpFields.EMPTY, Optional.empty(), PATIENCE);
  }

  private static String text(StreamedResponse response) throws IOException {
    return new String(ResponseBody.readAll(response, 1 << 20, PATIENCE), StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
