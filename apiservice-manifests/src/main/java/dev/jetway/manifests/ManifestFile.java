package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The YAML files of the Helm charts, which are the one source of both kinds of installation, and
 * the few edits that options ask for.
 */
final class ManifestFile {
  /** The namespace that is written in the files. */
  private static final String WRITTEN_NAMESPACE = "jetway-system";

  private ManifestFile() {}

  /** The objects of a file, those of our own namespace moved to another. */
  static List<ObjectNode> load(String file, String namespace) {
    List<ObjectNode> objects = ManifestYaml.parse(read(file));
    for (ObjectNode object : objects) {
      move(object, namespace);
    }
    return objects;
  }

  /** The only object of a kind. */
  static ObjectNode ofKind(List<ObjectNode> objects, String kind) {
    List<ObjectNode> found =
        objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " objects of kind " + kind + ", not one");
    }
    return found.getFirst();
  }

  /** The objects without those of a kind. */
  static List<ObjectNode> withoutKind(List<ObjectNode> objects, String kind) {
    return objects.stream().filter(object -> !object.path("kind").asText().equals(kind)).toList();
  }

  private static void move(ObjectNode object, String namespace) {
    JsonNode metadata = object.path("metadata");
    if (object.path("kind").asText().equals("Namespace")) {
      replace(metadata, "name", namespace);
    }
    replace(metadata, "namespace", namespace);
    for (JsonNode subject : object.path("subjects")) {
      replace(subject, "namespace", namespace);
    }
  }

  private static void replace(JsonNode holder, String field, String namespace) {
    if (holder instanceof ObjectNode writable
        && writable.path(field).asText().equals(WRITTEN_NAMESPACE)) {
      writable.put(field, namespace);
    }
  }

  private static String read(String file) {
    try (InputStream in = ManifestFile.class.getResourceAsStream("charts/" + file)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read resource " + file, e);
    }
  }
}
