package dev.jetway.backend.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;

/** Reads what a watch has to tell now, in short. */
final class WatchLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WatchLines() {}

  static List<String> read(WatchBody body) {
    List<String> lines = new ArrayList<>();
    for (Content.Chunk chunk = body.read(); chunk != null && !chunk.isLast(); chunk = body.read()) {
      StandardCharsets.UTF_8
          .decode(chunk.getByteBuffer())
          .toString()
          .lines()
          .map(WatchLines::summary)
          .forEach(lines::add);
    }
    return lines;
  }

  private static String summary(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      JsonNode metadata = event.at("/object/metadata");
      String type = event.path("type").asText();
      return switch (type) {
        case "ERROR" -> type;
        case "BOOKMARK" ->
            type
                + " "
                + metadata.path("resourceVersion").asText()
                + (metadata.path("annotations").has("k8s.io/initial-events-end") ? " end" : "");
        default -> type + " " + metadata.path("name").asText();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
