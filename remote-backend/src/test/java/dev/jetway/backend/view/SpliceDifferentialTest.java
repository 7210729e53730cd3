package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.ALL;
import static dev.jetway.backend.view.Views.TEAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random answers, cut at random places, come out as a plain transformation of their trees has them,
 * with every byte that is not of a changed metadata as it was.
 */
class SpliceDifferentialTest {
  private static final int ROUNDS = 400;
  private static final Map<String, String> FINALIZERS =
      Map.of(Origin.ORPHAN, "orphan", Origin.FOREGROUND_DELETION, "foregroundDeletion");

  @Test
  void listsAndTables() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomAnswers answers = new RandomAnswers(seed);
      ViewScope scope = seed % 2 == 0 ? TEAM : ALL;
      check(seed, SpliceShape.LIST_OR_TABLE, scope, answers.list());
      check(seed, SpliceShape.LIST, scope, answers.list());
      check(seed, SpliceShape.TABLE, scope, answers.table());
      check(seed, SpliceShape.OBJECT_OR_TABLE, scope, answers.table());
    }
  }

  @Test
  void objects() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      ObjectNode object = new RandomAnswers(seed).object("c1", "team");
      check(seed, SpliceShape.OBJECT, TEAM, object);
      object.put("kind", "X").put("apiVersion", "x/v1");
      ObjectNode typed = Json.NODES.objectNode().put("kind", "X").put("apiVersion", "x/v1");
      check(seed, SpliceShape.OBJECT_OR_TABLE, TEAM, typed.setAll(object));
    }
  }

  @Test
  void watches() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomAnswers answers = new RandomAnswers(seed);
      boolean tables = seed % 3 == 0;
      ObjectNode[] events = new ObjectNode[5];
      for (int i = 0; i < events.length; i++) {
        events[i] = answers.event(tables);
      }
      SpliceShape shape = tables ? SpliceShape.WATCH_TABLE : SpliceShape.WATCH;
      check(seed, shape, seed % 2 == 0 ? TEAM : ALL, events);
    }
  }

  private static void check(int seed, SpliceShape shape, ViewScope scope, ObjectNode... documents) {
    StringBuilder answer = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (ObjectNode document : documents) {
      answer.append(document).append('\n');
      reference(document.deepCopy(), scope).ifPresent(view -> expected.append(view).append('\n'));
    }
    Random random = new Random(seed);
    String spliced = splice(RawJson.insert(answer.toString()), shape, scope, random);
    assertThat(spliced.strip())
        .as("seed %s, %s", seed, shape)
        .isEqualTo(RawJson.insert(expected.toString()).strip());
  }

  private static String splice(String answer, SpliceShape shape, ViewScope scope, Random random) {
    byte[] bytes = answer.getBytes(UTF_8);
    int longest = 1 << random.nextInt(12);
    JsonSplicer splicer = new JsonSplicer(shape, scope);
    ByteSink out = new ByteSink(0);
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(1 + random.nextInt(longest), bytes.length - at);
      ByteBuffer chunk = ByteBuffer.wrap(bytes, at, count);
      at += count;
      out.write(WriteView.bytes(splicer.feed(chunk, at == bytes.length)));
    }
    return new String(out.toArray(), UTF_8);
  }

  /** The consumer's view of a document by its tree; empty if it is not the consumer's. */
  private static Optional<ObjectNode> reference(ObjectNode document, ViewScope scope) {
    if (document.path("items") instanceof ArrayNode items) {
      filter(items, "", scope);
      return Optional.of(document);
    }
    if (document.path("rows") instanceof ArrayNode rows) {
      filter(rows, "object", scope);
      return Optional.of(document);
    }
    if (document.path("object") instanceof ObjectNode object && document.has("type")) {
      boolean bookmark = document.path("type").asText().equals("BOOKMARK");
      return bookmark || reference(object, scope).isPresent()
          ? Optional.of(document)
          : Optional.empty();
    }
    return shown((ObjectNode) document.path("metadata"), scope)
        ? Optional.of(document)
        : Optional.empty();
  }

  private static void filter(ArrayNode units, String member, ViewScope scope) {
    for (int i = units.size() - 1; i >= 0; i--) {
      JsonNode object = member.isEmpty() ? units.get(i) : units.get(i).path(member);
      if (object instanceof ObjectNode found && reference(found, scope).isEmpty()) {
        units.remove(i);
      }
    }
  }

  private static boolean shown(ObjectNode metadata, ViewScope scope) {
    JsonNode labels = metadata.path("labels");
    String namespace = labels.path(Origin.NAMESPACE).asText();
    boolean ours = labels.path(Origin.CLUSTER).asText().equals("c1");
    if (!ours || !(scope.namespace().isEmpty() || scope.namespace().equals(namespace))) {
      return false;
    }
    metadata.put("namespace", namespace);
    metadata.remove("ownerReferences");
    String owners = metadata.path("annotations").path(Origin.OWNER_REFERENCES).asText();
    hide(metadata, "labels", ReservedKeys.LABELS.names());
    hide(metadata, "annotations", ReservedKeys.ANNOTATIONS.names());
    if (metadata.path("finalizers") instanceof ArrayNode finalizers) {
      finalizers(metadata, finalizers);
    }
    if (owners.startsWith("[")) {
      metadata.set("ownerReferences", Json.parse(owners.getBytes(UTF_8)).orElseThrow());
    }
    return true;
  }

  private static void hide(ObjectNode metadata, String member, Collection<String> ours) {
    if (metadata.path(member) instanceof ObjectNode map) {
      int before = map.size();
      map.remove(ours);
      if (map.isEmpty() && before > 0) {
        metadata.remove(member);
      }
    }
  }

  private static void finalizers(ObjectNode metadata, ArrayNode finalizers) {
    int before = finalizers.size();
    for (int i = before - 1; i >= 0; i--) {
      String name = finalizers.get(i).asText();
      if (FINALIZERS.containsValue(name)) {
        finalizers.remove(i);
      } else {
        finalizers.set(i, FINALIZERS.getOrDefault(name, name));
      }
    }
    if (finalizers.isEmpty() && before > 0) {
      metadata.remove("finalizers");
    }
  }
}
