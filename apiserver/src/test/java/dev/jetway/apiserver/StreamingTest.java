package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamingTest {
  private final RunningServer running = new RunningServer();
  private final StreamingAnswer answer = new StreamingAnswer();

  StreamingTest() throws Exception {
    running.backend.answers(_ -> answer);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void watchHasItsHeadBeforeAnyEventAndEachEventAtOnce(Version version) throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<InputStream> response = client.send(watch(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.headers().firstValue("content-length")).isEmpty();
      BufferedReader events = reader(response);
      for (int i = 0; i < 3; i++) {
        answer.write("{\"type\":\"ADDED\",\"n\":" + i + "}\n");
        assertThat(events.readLine()).isEqualTo("{\"type\":\"ADDED\",\"n\":" + i + "}");
      }
      answer.end();
      assertThat(events.readLine()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void listThatBreaksIsBrokenOffNeverEnded(Version version) throws Exception {
    try (HttpClient client = client(version)) {
      answer.write("{\"items\":[");
      HttpResponse<InputStream> response =
          client.send(running.asUser(DATABASES).build(), BodyHandlers.ofInputStream());
      assertThat(response.body().readNBytes(10)).hasSize(10);
      answer.breakOff();
      assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answerThatBreaksBeforeItsFirstByteIsAStatus() throws Exception {
    answer.breakOff();
    try (HttpClient client = running.frontProxy()) {
      HttpResponse<String> response =
          client.send(running.asUser(DATABASES).build(), BodyHandlers.ofString());
      RunningServer.status(response, 503, "ServiceUnavailable");
    }
  }

  @Test
  void callerThatGoesAwayCancelsTheStream() throws Exception {
    try (HttpClient client = running.frontProxy()) {
      HttpResponse<InputStream> response = client.send(watch(), BodyHandlers.ofInputStream());
      response.body().close();
      assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void callerThatGoesAwayBeforeTheHeadInterruptsTheCall() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    running.backend.answers(_ -> {
      called.countDown();
      try {
        boolean _ = new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        interrupted.complete(false);
      } catch (InterruptedException _) {
        interrupted.complete(true);
      }
      return answer;
    });
    try (HttpClient client = running.frontProxy()) {
      CompletableFuture<HttpResponse<String>> response =
          client.sendAsync(running.asUser(DATABASES).build(), BodyHandlers.ofString());
      assertThat(called.await(5, TimeUnit.SECONDS)).isTrue();
      response.cancel(true);
      assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void headIsAGetWithoutBody() throws Exception {
    try (HttpClient client = running.frontProxy()) {
      HttpRequest head = running.asUser(DATABASES).HEAD().build();
      HttpResponse<String> response = client.send(head, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
      assertThat(running.backend.requests().getLast().method()).isEqualTo("GET");
      assertThat(answer.cancelled()).isDone();
      assertThat(running.reviews.asked().getLast().path("resourceAttributes").path("verb").asText())
          .isEqualTo("list");
    }
  }

  @Test
  void yamlIsAskedForAsJsonAndGivenAsSuch() throws Exception {
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(200, "{\"a\":1}\n"));
    try (HttpClient client = running.frontProxy()) {
      HttpRequest request =
          running.asUser(DATABASES + "/x").header("Accept", "application/yaml").build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertThat(response.headers().firstValue("content-type")).hasValue("application/yaml");
      assertThat(running.backend.requests().getLast().headers().get("Accept"))
          .isEqualTo("application/json");
    }
  }

  @Test
  void serverThatClosesEndsWatchesBetweenEvents() throws Exception {
    try (HttpClient client = running.frontProxy()) {
      HttpResponse<InputStream> response = client.send(watch(), BodyHandlers.ofInputStream());
      BufferedReader events = reader(response);
      answer.write("{\"n\":1}\n{\"n\":");
      assertThat(events.readLine()).isEqualTo("{\"n\":1}");
      Thread closing = Thread.ofVirtual().start(running::close);
      answer.write("2}\n");
      assertThat(events.readLine()).isEqualTo("{\"n\":2}");
      assertThat(events.readLine()).isNull();
      assertThat(answer.cancelled().get(5, TimeUnit.SECONDS)).isNotNull();
      assertThat(closing.join(RunningServer.PATIENCE)).isTrue();
    }
  }

  @Test
  void serverThatClosesLetsRequestsInFlightFinish() throws Exception {
    try (HttpClient client = running.frontProxy()) {
      HttpResponse<InputStream> response = client.send(running.asUser(DATABASES).build(), begun());
      Thread closing = Thread.ofVirtual().start(running::close);
      assertThat(closing.join(Duration.ofMillis(200))).isFalse();
      answer.write("true}");
      answer.end();
      assertThat(response.body().readAllBytes())
          .isEqualTo("{\"whole\":true}".getBytes(StandardCharsets.UTF_8));
      assertThat(closing.join(RunningServer.PATIENCE)).isTrue();
    }
  }

  private HttpResponse.BodyHandler<InputStream> begun() {
    answer.write("{\"whole\":");
    return BodyHandlers.ofInputStream();
  }

  private HttpRequest watch() {
    return running.asUser(DATABASES + "?watch=true").build();
  }

  private HttpClient client(Version version) {
    return running.client(Optional.of(running.pki.frontProxy("front-proxy")), version);
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }
}
