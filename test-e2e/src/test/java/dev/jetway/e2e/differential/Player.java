package dev.jetway.e2e.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays scenarios against one side. Used by one thread. */
final class Player {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("<([a-zA-Z]+(:[0-9]+)?)>");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int AT_ONCE = 6;

  private final ApiClient api;
  private final Map<String, String> variables;

  /**
   * A player.
   *
   * @param variables texts by name; those that a scenario saves come on top
   */
  Player(ApiClient api, Map<String, String> variables) {
    this.api = api;
    this.variables = new HashMap<>(variables);
  }

  /** Sends all requests of a scenario; the answers by the numbers of the steps. */
  Map<Integer, Answer> play(Scenario scenario) {
    Map<Integer, Answer> answers = new HashMap<>();
    scenario.steps().forEach(step -> play(step, answers));
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      Map<Integer, Future<Answer>> open = new HashMap<>();
      for (Step step : scenario.reads()) {
        open.put(step.number(), threads.submit(() -> send(step, Map.of())));
      }
      open.forEach((step, answer) -> answers.put(step, get(answer)));
    }
    return answers;
  }

  private void play(Step step, Map<Integer, Answer> answers) {
    Answer answer = send(step, answers);
    answers.put(step.number(), answer);
    if (!step.save().isEmpty()) {
      JsonNode body = json(answer);
      step.save().forEach((name, pointer) -> variables.put(name, body.at(pointer).asText()));
    }
  }

  /** Sends one request, and those of its middle once its head has come. */
  private Answer send(Step step, Map<Integer, Answer> answers) {
    if (step.method().equals(SocketWatch.METHOD)) {
      Map<String, String> headers = new TreeMap<>(step.headers());
      headers.replaceAll((_, value) -> filled(value));
      return new SocketWatch()
          .play(
              api,
              path(step),
              headers,
              () -> step.meanwhile().forEach(inner -> play(inner, answers)));
    }
    HttpRequest.Builder request = api.request(path(step)).timeout(LIMIT);
    request.method(
        step.method(),
        step.body()
            .map(body -> BodyPublishers.ofString(filled(body)))
            .orElse(BodyPublishers.noBody()));
    request.header("User-Agent", "differential/1.0");
    step.headers().forEach((name, value) -> request.header(name, filled(value)));
    try {
      HttpResponse<InputStream> response =
          api.http().send(request.build(), BodyHandlers.ofInputStream());
      step.meanwhile().forEach(inner -> play(inner, answers));
      Map<String, List<String>> headers = new TreeMap<>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      return new Answer(
          response.statusCode(), headers, ByteBuffer.wrap(readInTime(response.body())));
    } catch (IOException e) {
      return Answer.none(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for " + step.title(), e);
    }
  }

  /** Reads a body that may never end. */
  private static byte[] readInTime(InputStream body) throws IOException, InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread watchdog =
        Thread.startVirtualThread(() -> {
          try {
            if (!done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
              body.close();
            }
          } catch (IOException | InterruptedException _) {
            // then the reader ends, or has ended
          }
        });
    try (body) {
      return body.readAllBytes();
    } finally {
      done.countDown();
      watchdog.join();
    }
  }

  private String path(Step step) {
    return filled(step.path()).replace(" ", "%20").replace("\"", "%22");
  }

  /** A text with its variables replaced, also those that stand in variables. */
  private String filled(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    return matcher.replaceAll(found -> Matcher.quoteReplacement(filled(value(found.group(1)))));
  }

  private String value(String name) {
    if (name.startsWith("fill:")) {
      return "x".repeat(Integer.parseInt(name.substring("fill:".length())));
    }
    String value = variables.get(name);
    if (value == null) {
      throw new RigException("the corpus has no variable " + name);
    }
    return value;
  }

  private static JsonNode json(Answer answer) {
    try {
      return JSON.readTree(answer.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer get(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for answers", e);
    } catch (ExecutionException e) {
      throw new RigException("a request failed: " + e.getCause(), e);
    }
  }
}
