package dev.jetway.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Lists a collection page by page, each object parsed as it arrives. For one thread. */
final class MirrorLister {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpFields HEADERS =
      HttpFields.build().add(HttpHeader.ACCEPT, "application/json").asImmutable();
  private static final String PAGE = "500";

  private final RequestSender sender;
  private final String path;
  private final QueryString query;

  MirrorLister(RequestSender sender, String path, String query) {
    this.sender = sender;
    this.path = path;
    this.query = QueryString.parse(query);
  }

  /** Makes {@code contents} what the server has now. */
  MirrorOutcome list(MirrorContents contents) {
    try {
      Map<String, ObjectNode> all = new LinkedHashMap<>();
      String continueToken = "";
      Page page;
      do {
        QueryString pageQuery = query.with("limit", PAGE);
        page =
            page(
                continueToken.isEmpty() ? pageQuery : pageQuery.with("continue", continueToken),
                contents);
        page.items().forEach(item -> all.put(MirrorContents.key(item), item));
        continueToken = page.continueToken();
      } while (!continueToken.isEmpty());
      contents.replace(all, page.resourceVersion());
      return new MirrorOutcome.Healthy();
    } catch (StatusException e) {
      return new MirrorOutcome.Trouble("list: " + e.status());
    } catch (IOException e) {
      return new MirrorOutcome.Trouble("list: " + e.getMessage());
    }
  }

  private Page page(QueryString pageQuery, MirrorContents contents) throws IOException {
    StreamedResponse response =
        sender.send("GET", path, pageQuery.encode(), HEADERS, Optional.empty(), TIMEOUT);
    if (response.status() != 200) {
      byte[] answer = ResponseBody.readAll(response, ObjectReader.MAX_OBJECT, TIMEOUT);
      throw new StatusException(Status.ofAnswer(response.status(), answer));
    }
    try (ObjectReader reader = new ObjectReader(response, TIMEOUT)) {
      return readPage(reader, contents);
    }
  }

  private static Page readPage(ObjectReader reader, MirrorContents contents) throws IOException {
    JsonParser parser = reader.parser();
    if (reader.next() != JsonToken.START_OBJECT) {
      throw new IOException("the list is not a JSON object");
    }
    List<ObjectNode> items = new ArrayList<>();
    String kind = "";
    String apiVersion = "";
    JsonNode metadata = MissingNode.getInstance();
    while (reader.next() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = reader.next();
      switch (field) {
        case "kind" -> kind = parser.getText();
        case "apiVersion" -> apiVersion = parser.getText();
        case "metadata" -> metadata = reader.object();
        case "items" -> {
          while (value == JsonToken.START_ARRAY && reader.next() == JsonToken.START_OBJECT) {
            items.add(contents.keep(reader.object()));
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("the list broke off");
    }
    if (reader.next() != null) { // reading the end keeps the stream from being reset
      throw new IOException("the list goes on after its end");
    }
    nameKinds(items, apiVersion, kind);
    return new Page(
        items, metadata.path("resourceVersion").asText(), metadata.path("continue").asText());
  }

  /** Items of built-in types come without kind and apiVersion in a list, but not in a watch. */
  private static void nameKinds(List<ObjectNode> items, String apiVersion, String listKind) {
    if (!listKind.endsWith("List")) {
      return;
    }
    String kind = listKind.substring(0, listKind.length() - "List".length());
    for (ObjectNode item : items) {
      if (!item.has("kind")) {
        item.put("kind", kind);
        item.put("apiVersion", apiVersion);
      }
    }
  }

  private record Page(List<ObjectNode> items, String resourceVersion, String continueToken) {}
}
