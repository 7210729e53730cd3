package dev.jetway.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.rig.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A watch that is read all the time; what came can be looked at meanwhile. */
final class WatchStream implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpResponse<InputStream> response;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile boolean ended;

  private WatchStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.reader = Thread.ofVirtual().name("watch-stream").start(this::read);
  }

  /** Opens a watch; its query says all but {@code watch=true}. */
  static WatchStream open(ApiClient client, String path, String query, String accept) {
    try {
      return new WatchStream(
          client
              .http()
              .send(
                  client
                      .request(path + "?watch=true&" + query)
                      .header("Accept", accept)
                      .GET()
                      .build(),
                  BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening a watch", e);
    }
  }

  static WatchStream open(ApiClient client, String path, String query) {
    return open(client, path, query, "application/json");
  }

  int status() {
    return response.statusCode();
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /** All events so far. */
  List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** All events so far as {@code TYPE name}. */
  List<String> summary() {
    return events.stream()
        .map(
            event -> event.path("type").asText() + " " + event.at("/object/metadata/name").asText())
        .toList();
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException _) {
      // It broke before.
    }
    reader.interrupt();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException _) {
      // The stream was closed, or broke.
    } finally {
      ended = true;
    }
  }
}
