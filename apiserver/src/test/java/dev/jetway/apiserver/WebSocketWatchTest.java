package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.apiserver.protobuf.KubernetesProtobuf;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches over WebSocket, seen by a client that knows the protocol. */
class WebSocketWatchTest {
  private static final String WATCH = DATABASES + "?watch=true";
  private static final String METADATA =
      "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private final RunningServer running = new RunningServer();
  private final StreamingAnswer answer = new StreamingAnswer();
  private final WebSocketClient client = new WebSocketClient();
  private final HttpClient http =
      running.client(Optional.of(running.pki.frontProxy("front-proxy")), Version.HTTP_1_1);

  WebSocketWatchTest() throws Exception {
    running.backend.answers(_ -> answer);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    running.close();
  }

  @Test
  void everyEventIsAMessageAndTheEndIsACleanClose() throws Exception {
    connect(WATCH);
    answer.write("{\"n\":1}\n{\"n\":2}\n{\"n\"");
    assertThat(client.text()).isEqualTo("{\"n\":1}\n");
    assertThat(client.text()).isEqualTo("{\"n\":2}\n");
    answer.write(":3}\n");
    assertThat(client.text()).isEqualTo("{\"n\":3}\n");
    String large = "{\"n\":\"" + "ż".repeat(300_000) + "\"}\n";
    answer.write(large);
    assertThat(client.text()).isEqualTo(large);
    answer.end();
    assertThat(closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void eventsInProtobufAreMessagesOfBytesWithoutTheirLength() throws Exception {
    String event =
        """
        {"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a"}}}
        """;
    connect(WATCH, "Accept", METADATA);
    answer.write(event + event);
    byte[] frame = KubernetesProtobuf.frame(SampleApis.json(event));
    byte[] expected = Arrays.copyOfRange(frame, 4, frame.length);
    assertThat(client.bytes()).isEqualTo(expected);
    assertThat(client.bytes()).isEqualTo(expected);
    assertThat(running.backend.requests().getLast().headers().get("Accept"))
        .contains("application/json;as=PartialObjectMetadata");
  }

  @Test
  void subprotocolThatIsAskedForIsGranted() throws Exception {
    assertThat(connect(WATCH).getSubprotocol()).isEmpty();
    WebSocket socket =
        builder().subprotocols("base64.binary.k8s.io").buildAsync(uri(), client).get();
    assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
  }

  @Test
  void refusalsComeBeforeTheUpgradeAsWithoutIt() throws Exception {
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(410, "{\"kind\":\"Status\"}\n"));
    assertThat(refused(WATCH)).isEqualTo(410);
    running.backend.answers(_ -> {
      throw new StatusException(Status.of(503, "down"));
    });
    assertThat(refused(WATCH)).isEqualTo(503);
    assertThat(refused(DATABASES.replace("databases", "unknowns") + "?watch=true")).isEqualTo(404);
    assertThat(refused(WATCH, "Accept", "application/yaml")).isEqualTo(406);
    running.reviews.allow(
        spec -> !spec.path("resourceAttributes").path("verb").asText().equals("watch"));
    assertThat(refused(DATABASES + "?watch=true&labelSelector=a%3Db")).isEqualTo(403);
  }

  @Test
  void handshakesThatKubeApiserverRefusesEndTheWatch() throws Exception {
    assertThatThrownBy(() -> builder().subprotocols("a", "b").buildAsync(uri(), client).get())
        .isInstanceOf(ExecutionException.class);
    assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void whatIsNoWatchIsAnsweredAsWithoutUpgrade() throws Exception {
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(200, "{\"kind\":\"Database\"}\n"));
    assertThat(refused(DATABASES)).isEqualTo(200);
    assertThat(refused(DATABASES + "/x")).isEqualTo(200);
  }

  @Test
  void callerThatClosesEndsTheWatch() throws Exception {
    WebSocket socket = connect(WATCH);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").get(5, TimeUnit.SECONDS);
    assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void callerThatGoesAwayEndsTheWatch() throws Exception {
    connect(WATCH).abort();
    assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void watchThatBreaksIsNotClosedAsIfItWereWhole() throws Exception {
    connect(WATCH);
    answer.write("{\"n\":1}\n");
    assertThat(client.text()).isEqualTo("{\"n\":1}\n");
    answer.breakOff();
    assertThat(closed()).isEqualTo(1011);
  }

  @Test
  void eventThatIsCutIsNeverSent() throws Exception {
    connect(WATCH);
    answer.write("{\"n\":1}\n{\"n\":");
    answer.end();
    assertThat(client.text()).isEqualTo("{\"n\":1}\n");
    assertThat(closed()).isEqualTo(1011);
  }

  @Test
  void whatTheCallerSendsIsIgnoredAndItsPingsAreAnswered() throws Exception {
    WebSocket socket = connect(WATCH);
    socket.sendText("x".repeat(200_000), true).get(5, TimeUnit.SECONDS);
    socket.sendBinary(ByteBuffer.allocate(10), false).get(5, TimeUnit.SECONDS);
    socket.sendBinary(ByteBuffer.allocate(10), true).get(5, TimeUnit.SECONDS);
    socket.sendPong(ByteBuffer.allocate(3)).get(5, TimeUnit.SECONDS);
    for (String each : new String[] {"one", "two"}) {
      socket.sendPing(StandardCharsets.UTF_8.encode(each)).get(5, TimeUnit.SECONDS);
      assertThat(client.pong()).isEqualTo(each);
    }
    answer.write("{\"n\":1}\n");
    assertThat(client.text()).isEqualTo("{\"n\":1}\n");
  }

  @Test
  void serverThatClosesEndsWatchesBetweenEvents() throws Exception {
    connect(WATCH);
    answer.write("{\"n\":1}\n{\"n\":");
    assertThat(client.text()).isEqualTo("{\"n\":1}\n");
    Thread closing = Thread.ofVirtual().start(running::close);
    answer.write("2}\n");
    assertThat(client.text()).isEqualTo("{\"n\":2}\n");
    assertThat(closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(closing.join(RunningServer.PATIENCE)).isTrue();
  }

  @Test
  void itCountsAsAWatchUntilItEnds() throws Exception {
    connect(WATCH);
    assertThat(metric("apiserver_longrunning_requests{", "verb=\"WATCH\"")).endsWith(" 1.0");
    assertThat(metric("apiserver_request_total{", "verb=\"WATCH\"")).isEmpty();
    answer.end();
    assertThat(closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    running.metrics(http, metrics -> metrics.contains("code=\"101\""));
    assertThat(metric("apiserver_longrunning_requests{", "verb=\"WATCH\"")).endsWith(" 0.0");
    assertThat(metric("apiserver_request_total{", "verb=\"WATCH\""))
        .contains("code=\"101\"")
        .endsWith(" 1.0");
    assertThat(metric("apiserver_request_aborts_total{", "verb=\"WATCH\"")).isEmpty();
  }

  private String metric(String name, String label) throws Exception {
    return http.send(running.asUser("/metrics").build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .findAny()
        .orElse("");
  }

  private int closed() throws Exception {
    return client.closed().get(RunningServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private WebSocket connect(String path, String... headers) throws Exception {
    WebSocket.Builder builder = builder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder
        .buildAsync(uri(path), client)
        .get(RunningServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The status of an answer that is no upgrade. */
  private int refused(String path, String... headers) throws Exception {
    try {
      connect(path, headers).abort();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refusal) {
        return refusal.getResponse().statusCode();
      }
      throw e;
    }
    return 101;
  }

  private URI uri() {
    return uri(WATCH);
  }

  private URI uri(String path) {
    return URI.create(running.uri(path).toString().replace("https:", "wss:"));
  }

  private WebSocket.Builder builder() {
    return http.newWebSocketBuilder()
        .header("Origin", "https://ui.example.org")
        .header("X-Remote-User", "ada")
        .header("X-Remote-Group", "system:authenticated");
  }
}
