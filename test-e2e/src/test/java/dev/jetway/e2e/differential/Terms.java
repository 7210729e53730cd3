package dev.jetway.e2e.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces in the answers of one side what every two objects differ in, the same value always by
 * the same placeholder: uids, resourceVersions, times, ages, names that the server made, tokens to
 * continue. Takes what is left of the origin labels out of managedFields.
 */
final class Terms {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern GENERATED = Pattern.compile("\\bgen-[bcdf-hj-np-tv-z2-9]{5}\\b");
  private static final Pattern AGE = Pattern.compile("(\\d+[smh]){1,2}|<unknown>");
  private static final Pattern CURRENT = Pattern.compile("(current|oldest|requested|at): ?\\d+");
  private static final Pattern WORD = Pattern.compile("\\b\\d{1,20}\\b");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "connect.jetway.dev/";

  private final boolean inAnyOrder;
  private final Map<String, String> uids = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, String> generated = new HashMap<>();

  /**
   * Nothing is replaced yet.
   *
   * @param inAnyOrder whether the items of lists, and rows of tables, are put in the order of names
   */
  Terms(boolean inAnyOrder) {
    this.inAnyOrder = inAnyOrder;
  }

  /** The body with placeholders; a tree of its own. */
  JsonNode common(JsonNode body) {
    return replaced("", body.deepCopy());
  }

  /** A text of a header with placeholders. */
  String common(String text) {
    return text(text);
  }

  private JsonNode replaced(String key, JsonNode node) {
    return switch (node) {
      case ObjectNode object -> object(key, object);
      case ArrayNode array -> {
        if (key.equals("managedFields")) {
          sort(array, Comparator.comparing(Terms::manager));
        }
        if (inAnyOrder && (key.equals("items") || key.equals("rows"))) {
          sort(array, Comparator.comparing(Terms::name));
        }
        if (inAnyOrder && key.equals("raw")) {
          sortItems(array);
        }
        if (!array.findParents("continue").isEmpty()) {
          withoutVersion(array); // the metadata of a list in protobuf
        }
        for (int i = 0; i < array.size(); i++) {
          array.set(i, replaced("", array.get(i)));
        }
        if (key.equals("managedFields")) {
          withoutEmpty(array);
        }
        yield array;
      }
      case TextNode text -> TextNode.valueOf(value(key, text.asText()));
      default -> key.equals("seconds") ? TextNode.valueOf(key) : node;
    };
  }

  private JsonNode object(String key, ObjectNode object) {
    if (key.equals("fieldsV1")) {
      withoutOurs(object);
      return object;
    }
    boolean list = object.has("items") || object.has("rows");
    boolean bookmark = object.path("type").asText().equals("BOOKMARK");
    if (bookmark) {
      withoutVersion(object);
    }
    for (Entry<String, JsonNode> member : List.copyOf(new ArrayList<>(object.properties()))) {
      JsonNode value = member.getValue();
      if (list && member.getKey().equals("metadata") && value.has("resourceVersion")) {
        String version = value.path("resourceVersion").asText();
        ((ObjectNode) value).put("resourceVersion", version.isEmpty() ? "" : "of the list");
      }
      object.set(member.getKey(), replaced(member.getKey(), value));
    }
    sortCauses(object);
    return object;
  }

  /** A bookmark's version is the store's, which others write to as well. */
  private static void withoutVersion(JsonNode bookmark) {
    bookmark
        .findParents("resourceVersion")
        .forEach(parent -> ((ObjectNode) parent).put("resourceVersion", "of the list"));
  }

  /** kube-apiserver finds what is invalid in any order. */
  private static void sortCauses(ObjectNode object) {
    if (object.path("kind").asText().equals("Status")
        && object.path("details").path("causes") instanceof ArrayNode causes
        && causes.size() > 1) {
      sort(causes, Comparator.comparing(JsonNode::toString));
      String[] words = object.path("message").asText().split("[, \\[\\]]+", -1);
      Arrays.sort(words);
      object.put("message", String.join(" ", words));
    }
  }

  /** Entries are in the order of their seconds, so that it is chance which comes first. */
  private static String manager(JsonNode entry) {
    return String.join(
        " ",
        entry.path("manager").asText(),
        entry.path("operation").asText(),
        entry.path("subresource").asText());
  }

  /** The name of an item or a row. */
  private static String name(JsonNode element) {
    JsonNode cells = element.path("cells");
    return cells.isArray() ? cells.path(0).asText() : element.at("/metadata/name").asText();
  }

  /** Puts the items of a list in protobuf, among its other fields, in the order of their names. */
  private static void sortItems(ArrayNode fields) {
    List<JsonNode> items = new ArrayList<>();
    fields.forEach(field -> {
      if (field.has("items")) {
        items.add(field);
      }
    });
    items.sort(Comparator.comparing(item -> item.findPath("name").asText()));
    int next = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).has("items")) {
        fields.set(i, items.get(next++));
      }
    }
  }

  /** Drops who managed our labels alone. */
  private static void withoutEmpty(ArrayNode managedFields) {
    for (int i = managedFields.size() - 1; i >= 0; i--) {
      JsonNode fields = managedFields.get(i).path("fieldsV1");
      if (fields.isObject() && fields.isEmpty()) {
        managedFields.remove(i);
      }
    }
  }

  private static void sort(ArrayNode array, Comparator<JsonNode> order) {
    List<JsonNode> sorted = new ArrayList<>();
    array.forEach(sorted::add);
    sorted.sort(order);
    array.removeAll().addAll(sorted);
  }

  private String value(String key, String text) {
    return switch (key) {
      case "uid" -> uids.computeIfAbsent(text, _ -> "uid-" + (uids.size() + 1));
      case "resourceVersion" ->
          text.isEmpty() || text.equals("0") || text.equals("of the list") ? text : version(text);
      case "continue" -> text.isEmpty() ? "" : "to be continued";
      case "" -> AGE.matcher(text).matches() ? "an age" : text(text);
      case "raw" -> raw(text);
      case "message" -> versioned(text(text));
      default -> text(text);
    };
  }

  private String version(String text) {
    return versions.computeIfAbsent(text, _ -> "version-" + (versions.size() + 1));
  }

  private String text(String text) {
    if (text.length() > 100_000) {
      return text;
    }
    String timeless = TIME.matcher(text).replaceAll("a time");
    String current = CURRENT.matcher(timeless).replaceAll("$1: a version");
    String named =
        GENERATED
            .matcher(current)
            .replaceAll(found ->
                generated.computeIfAbsent(found.group(), _ -> "gen-#" + (generated.size() + 1)));
    return UID.matcher(named)
        .replaceAll(found -> uids.getOrDefault(found.group(), "an unknown uid"));
  }

  /** A message may name a version that an object had. */
  private String versioned(String text) {
    return WORD.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(versions.getOrDefault(found.group(), found.group())));
  }

  /** The FieldsV1 inside protobuf is JSON again. */
  private static String raw(String text) {
    try {
      JsonNode fields = JSON.readTree(text);
      if (fields instanceof ObjectNode object) {
        withoutOurs(object);
      }
      return fields.toString();
    } catch (JsonProcessingException _) {
      return text;
    }
  }

  /**
   * Takes our labels out of a set of fields, and the sets that held nothing else; and who made the
   * maps, which an object of ours always has.
   */
  private static boolean withoutOurs(ObjectNode fields) {
    boolean changed = false;
    for (String map : List.of("f:labels", "f:annotations")) {
      if (fields.get(map) instanceof ObjectNode entries) {
        entries.remove(".");
      }
    }
    for (String name : List.copyOf(fields.propertyStream().map(Entry::getKey).toList())) {
      if (name.startsWith("f:" + OURS)) {
        fields.remove(name);
        changed = true;
      } else if (fields.get(name) instanceof ObjectNode inner
          && withoutOurs(inner)
          && inner.propertyStream().allMatch(left -> left.getKey().equals("."))) {
        fields.remove(name);
        changed = true;
      }
    }
    return changed;
  }
}
