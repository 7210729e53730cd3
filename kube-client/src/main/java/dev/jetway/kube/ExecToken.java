package dev.jetway.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of an exec plugin ({@code client.authentication.k8s.io}), used until shortly before it
 * expires. Thread-safe: one thread runs the plugin, the others wait for it.
 */
final class ExecToken implements Supplier<String> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration EARLY = Duration.ofSeconds(10);
  private static final int MAX_OUTPUT = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> command;
  private final Map<String, String> environment;
  private final String apiVersion;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Answer last;

  ExecToken(List<String> command, Map<String, String> environment, String apiVersion, Clock clock) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.apiVersion = apiVersion;
    this.clock = clock;
  }

  @Override
  public String get() {
    lock.lock();
    try {
      Answer answer = last;
      if (answer == null || !clock.instant().isBefore(answer.useUntil())) {
        answer = run();
        last = answer;
      }
      return answer.token();
    } catch (IOException e) {
      throw new InvalidKubeconfigException(
          "exec plugin " + command.getFirst() + " failed: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private Answer run() throws IOException {
    ObjectNode info = JSON.createObjectNode();
    info.put("kind", "ExecCredential").put("apiVersion", apiVersion);
    info.putObject("spec").put("interactive", false);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    builder.environment().put("KUBERNETES_EXEC_INFO", info.toString());
    Process process = builder.start();
    Thread guard = Thread.ofVirtual().start(() -> endInTime(process));
    try (InputStream out = process.getInputStream()) {
      byte[] output = out.readNBytes(MAX_OUTPUT);
      if (process.waitFor() != 0) {
        throw new IOException("it ended with " + process.exitValue());
      }
      return read(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
      guard.interrupt();
    }
  }

  private static void endInTime(Process process) {
    try {
      if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      return; // it has ended
    }
    process.destroyForcibly();
  }

  private Answer read(byte[] output) throws IOException {
    JsonNode answer;
    try {
      answer = JSON.readTree(output);
    } catch (IOException _) {
      throw new IOException("its output is not JSON"); // and may hold a token
    }
    if (!answer.path("kind").asText().equals("ExecCredential")
        || !answer.path("apiVersion").asText().equals(apiVersion)) {
      throw new IOException("its output is not an ExecCredential of " + apiVersion);
    }
    JsonNode status = answer.path("status");
    String token = status.path("token").asText();
    if (token.isEmpty()) {
      throw new IOException(
          status.has("clientCertificateData")
              ? "it gives a client certificate, only tokens are supported"
              : "it gives no token");
    }
    String expires = status.path("expirationTimestamp").asText();
    try {
      return new Answer(
          token, expires.isEmpty() ? Instant.MAX : Instant.parse(expires).minus(EARLY));
    } catch (DateTimeException _) {
      throw new IOException("its expirationTimestamp is not a time: " + expires);
    }
  }

  private record Answer(String token, Instant useUntil) {}
}
