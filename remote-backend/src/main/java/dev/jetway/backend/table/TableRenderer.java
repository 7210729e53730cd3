package dev.jetway.backend.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jetway.tunnel.PrinterColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders the objects of one resource as tables. A table is made of a {@link #head}, rows with
 * commas between them, and a {@link #tail}, so that a long one can be streamed; {@link #table} is
 * the table of one object, as an answer or within a watch event.
 *
 * <p>Immutable and thread-safe. A cell may depend on the time: a row grows old.
 */
public final class TableRenderer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  /** What {@code metav1.ObjectMeta{}.SwaggerDoc()} says of {@code name}. */
  private static final String NAME_DESCRIPTION =
      "Name must be unique within a namespace. Is required when creating resources, although some"
          + " resources may allow a client to request the generation of an appropriate name"
          + " automatically. Name is primarily intended for creation idempotence and configuration"
          + " definition. Cannot be updated. More info:"
          + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

  /** What it says of {@code creationTimestamp}. */
  private static final String AGE_DESCRIPTION =
      "CreationTimestamp is a timestamp representing the server time when this object was created."
          + " It is not guaranteed to be set in happens-before order across separate operations."
          + " Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
          + "Populated by the system. Read-only. Null for lists. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

  private static final PrinterColumn AGE =
      new PrinterColumn("Age", "date", "", AGE_DESCRIPTION, 0, ".metadata.creationTimestamp");

  private final List<Column> columns;
  private final ArrayNode definitions;

  private record Column(String type, ColumnPath path) {}

  private TableRenderer(List<Column> columns, ArrayNode definitions) {
    this.columns = List.copyOf(columns);
    this.definitions = definitions;
  }

  /**
   * A renderer for a resource.
   *
   * @param columns those of its definition; without any the control plane shows the age
   * @return empty if it is not certain what the control plane would show
   */
  public static Optional<TableRenderer> of(List<PrinterColumn> columns) {
    List<PrinterColumn> shown = columns.isEmpty() ? List.of(AGE) : columns;
    List<Column> compiled = new ArrayList<>();
    ArrayNode definitions = JSON.createArrayNode();
    define(definitions, new PrinterColumn("Name", "string", "name", NAME_DESCRIPTION, 0, ""));
    for (PrinterColumn column : shown) {
      Optional<ColumnPath> path = ColumnPath.parse(column.jsonPath());
      if (path.isEmpty()) {
        return Optional.empty();
      }
      compiled.add(new Column(column.type(), path.get()));
      define(definitions, column);
    }
    return Optional.of(new TableRenderer(compiled, definitions));
  }

  private static void define(ArrayNode definitions, PrinterColumn column) {
    definitions
        .addObject()
        .put("name", column.name())
        .put("type", column.type())
        .put("format", column.format())
        .put(
            "description",
            column.description().isEmpty()
                ? "Custom resource definition column (in JSONPath format): " + column.jsonPath()
                : column.description())
        .put("priority", column.priority());
  }

  /**
   * How a table begins, up to its first row.
   *
   * @param withColumns whether it says what the columns are: in a watch only the first event does
   */
  public byte[] head(TableRequest request, boolean withColumns) {
    String columnDefinitions = withColumns ? definitions.toString() : "null";
    return utf8(
        "{\"kind\":\"Table\",\"apiVersion\":\""
            + request.version().apiVersion()
            + "\",\"columnDefinitions\":"
            + columnDefinitions
            + ",\"rows\":[");
  }

  /**
   * How a table ends, after its last row.
   *
   * @param resourceVersion that of the list, or of the object
   */
  public byte[] tail(String resourceVersion) {
    return utf8("],\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"}}");
  }

  /**
   * The row of an object.
   *
   * @param object its JSON in UTF-8, not modified
   * @param now what ages are counted to
   * @throws UncheckedIOException if it is not JSON
   */
  public byte[] row(TableRequest request, byte[] object, Instant now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(object.length);
    row(request, object, parse(object), now, out);
    return out.toByteArray();
  }

  /**
   * The table of one object: the answer to a GET, or the object of a watch event.
   *
   * @param object its JSON in UTF-8, not modified; also that of a bookmark
   * @param withColumns whether it says what the columns are
   * @param now what ages are counted to
   * @throws UncheckedIOException if it is not JSON
   */
  public byte[] table(TableRequest request, byte[] object, boolean withColumns, Instant now) {
    JsonNode tree = parse(object);
    ByteArrayOutputStream out = new ByteArrayOutputStream(object.length);
    out.writeBytes(head(request, withColumns));
    row(request, object, tree, now, out);
    out.writeBytes(tail(tree.path("metadata").path("resourceVersion").asText("")));
    return out.toByteArray();
  }

  private void row(
      TableRequest request, byte[] object, JsonNode tree, Instant now, ByteArrayOutputStream out) {
    ArrayNode cells = JSON.createArrayNode();
    cells.add(TextNode.valueOf(tree.path("metadata").path("name").asText("")));
    for (Column column : columns) {
      cells.add(
          column
              .path()
              .first(tree)
              .map(value -> Cells.of(column.type(), value, now))
              .orElse(NullNode.instance));
    }
    out.writeBytes(utf8("{\"cells\":"));
    out.writeBytes(bytes(cells));
    out.writeBytes(utf8(",\"object\":"));
    switch (request.included()) {
      case OBJECT -> out.writeBytes(object);
      case METADATA -> out.writeBytes(bytes(partial(request, tree)));
      case NONE ->
          out.writeBytes(
              bytes(endsInitialEvents(tree) ? partial(request, tree) : NullNode.instance));
    }
    out.writeBytes(utf8("}"));
  }

  /** That bookmark carries its annotation whatever was asked for. */
  private static boolean endsInitialEvents(JsonNode object) {
    return object
        .path("metadata")
        .path("annotations")
        .path(INITIAL_EVENTS_END)
        .asText()
        .equals("true");
  }

  /** An object's PartialObjectMetadata, in which what is empty is left out. */
  private static JsonNode partial(TableRequest request, JsonNode object) {
    ObjectNode partial =
        JSON.createObjectNode()
            .put("kind", "PartialObjectMetadata")
            .put("apiVersion", request.version().apiVersion());
    ObjectNode metadata = partial.putObject("metadata");
    object
        .path("metadata")
        .properties()
        .forEach(member -> {
          JsonNode value = member.getValue();
          if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
            metadata.set(member.getKey(), value);
          }
        });
    return partial;
  }

  private static JsonNode parse(byte[] object) {
    try {
      return JSON.readTree(object);
    } catch (IOException e) {
      throw new UncheckedIOException("an object is not JSON", e);
    }
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
