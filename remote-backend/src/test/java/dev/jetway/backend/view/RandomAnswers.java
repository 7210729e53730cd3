package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/**
 * Answers of a provider that serves three clusters, made by a seeded generator; what is outside the
 * metadata is a mark, to be replaced by raw JSON.
 */
final class RandomAnswers {
  /** Stands for raw JSON; the number of it follows, then a quote. */
  static final String MARK = "\"raw ";

  private static final List<String> TEXTS =
      List.of("", "a", "ü😀", "\"quoted\" \\ \n\t\u0001", "x".repeat(70), "c1-team", "}{][,:");

  private final Random random;
  private int marks;

  RandomAnswers(long seed) {
    random = new Random(seed);
  }

  ObjectNode list() {
    ObjectNode list = Json.NODES.objectNode().put("kind", "XList").put("apiVersion", "x/v1");
    list.set("metadata", Json.NODES.objectNode().put("namespace", "c1-team"));
    ArrayNode items = list.putArray("items");
    for (int i = random.nextInt(6); i > 0; i--) {
      items.add(object());
    }
    return list.put("after", text());
  }

  ObjectNode table() {
    ObjectNode table =
        Json.NODES.objectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata").put("resourceVersion", "1");
    table.set("columnDefinitions", Json.NODES.arrayNode().add(mark()));
    ArrayNode rows = table.putArray("rows");
    for (int i = random.nextInt(6); i > 0; i--) {
      ObjectNode row = rows.addObject();
      row.putArray("cells").add(mark()).add(text());
      if (random.nextInt(5) > 0) {
        row.set("object", object());
      } else if (random.nextBoolean()) {
        row.putNull("object");
      }
    }
    return table;
  }

  ObjectNode event(boolean tables) {
    int kind = random.nextInt(6);
    ObjectNode event = Json.NODES.objectNode();
    event.put("type", kind == 0 ? "BOOKMARK" : kind == 1 ? "DELETED" : "ADDED");
    if (kind == 0) {
      ObjectNode bookmark = Json.NODES.objectNode().put("kind", "X").put("apiVersion", "x/v1");
      bookmark.putObject("metadata").put("resourceVersion", text());
      event.set("object", bookmark);
    } else {
      event.set("object", tables ? table() : object());
    }
    return event;
  }

  /** An object of any cluster and namespace. */
  ObjectNode object() {
    String cluster = "c" + (1 + random.nextInt(3));
    String namespace = random.nextInt(4) == 0 ? "n".repeat(60) + random.nextInt(3) : "team";
    return object(cluster, namespace);
  }

  ObjectNode object(String cluster, String namespace) {
    ObjectNode object = Json.NODES.objectNode();
    if (random.nextBoolean()) {
      object.put("apiVersion", "x/v1").put("kind", "X");
    }
    ObjectNode metadata = Json.NODES.objectNode();
    if (random.nextInt(3) > 0) {
      ObjectNode annotations = metadata.putObject("annotations");
      if (random.nextBoolean()) {
        annotations.put("note", text());
      }
      if (random.nextBoolean()) {
        annotations.put(Origin.NAME, text());
      }
      if (random.nextBoolean()) {
        annotations.put(Origin.OWNER_REFERENCES, random.nextInt(3) == 0 ? text() : owners());
      }
    }
    metadata.put("creationTimestamp", text());
    if (random.nextBoolean()) {
      ArrayNode finalizers = metadata.putArray("finalizers");
      for (String name : List.of("orphan", "x/y", "foregroundDeletion", Origin.ORPHAN)) {
        if (random.nextBoolean()) {
          finalizers.add(name);
        }
      }
    }
    ObjectNode labels = metadata.putObject("labels");
    if (random.nextBoolean()) {
      labels.put("app", text());
    }
    labels
        .put(Origin.CLUSTER, cluster)
        .put(Origin.NAMESPACE, namespace)
        .put(Origin.MANAGED, "true");
    metadata.set("managedFields", Json.NODES.arrayNode().add(mark()));
    metadata.put("name", text());
    metadata.put("namespace", new PerNamespaceMapping(new Cluster(cluster)).toProvider(namespace));
    if (random.nextBoolean()) {
      metadata.putArray("ownerReferences").addObject().put("kind", "Composite");
    }
    object.set("metadata", metadata);
    return object.put("spec", mark());
  }

  private static String owners() {
    return "[{\"apiVersion\":\"v1\",\"kind\":\"C\",\"name\":\"o\",\"uid\":\"u\"}]";
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private String mark() {
    return MARK.substring(1) + marks++ % RawJson.COUNT;
  }
}
