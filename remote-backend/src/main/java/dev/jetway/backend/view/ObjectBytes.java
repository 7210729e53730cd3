package dev.jetway.backend.view;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads an object that is kept as bytes, without making a tree of it. Pure functions; the bytes
 * must be valid JSON, as what came out of a {@link JsonSplicer} is.
 */
public final class ObjectBytes {
  private static final byte[] METADATA = JsonText.ascii("metadata");
  private static final byte[] NAMESPACE = JsonText.ascii("namespace");
  private static final byte[] NAME = JsonText.ascii("name");
  private static final byte[] RESOURCE_VERSION = JsonText.ascii("resourceVersion");
  private static final byte[] LABELS = JsonText.ascii("labels");

  private ObjectBytes() {}

  /**
   * What an object says first.
   *
   * @param namespace empty if it has none
   * @param name empty if it has none
   * @param resourceVersion empty if it has none
   * @param metadataFrom where its metadata starts
   */
  public record Head(String namespace, String name, String resourceVersion, int metadataFrom) {}

  /**
   * Part of an array.
   *
   * @param from the first byte
   * @param to behind the last byte
   */
  public record Span(int from, int to) {}

  /**
   * Reads the head of an object.
   *
   * @param from its opening brace
   * @throws SpliceException if it has no metadata
   */
  public static Head head(byte[] bytes, int from) {
    JsonMembers members = new JsonMembers();
    members.read(bytes, from);
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, METADATA) && members.isObject(i)) {
        return headOf(bytes, members.value(i));
      }
    }
    throw new SpliceException("an object has no metadata");
  }

  /** The labels in a metadata object that starts here. */
  public static Map<String, String> labels(byte[] bytes, int metadataFrom) {
    Map<String, String> labels = new LinkedHashMap<>();
    JsonMembers members = new JsonMembers();
    members.read(bytes, metadataFrom);
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, LABELS) && members.isObject(i)) {
        JsonMembers map = new JsonMembers();
        map.read(bytes, members.value(i));
        for (int j = 0; j < map.count(); j++) {
          if (map.isString(j)) {
            labels.put(map.key(j), map.text(j));
          }
        }
      }
    }
    return labels;
  }

  /** The text as a JSON string, quotes included. */
  public static byte[] quoted(String text) {
    return JsonText.quote(text);
  }

  /**
   * Where the value of {@code resourceVersion}, quotes included, lies in a metadata object.
   *
   * @throws SpliceException if it has none
   */
  public static Span resourceVersion(byte[] bytes, int metadataFrom) {
    JsonMembers members = new JsonMembers();
    members.read(bytes, metadataFrom);
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, RESOURCE_VERSION) && members.isString(i)) {
        return new Span(members.value(i), members.valueEnd(i));
      }
    }
    throw new SpliceException("an object has no resourceVersion");
  }

  private static Head headOf(byte[] bytes, int from) {
    JsonMembers members = new JsonMembers();
    members.read(bytes, from);
    String namespace = "";
    String name = "";
    String version = "";
    for (int i = 0; i < members.count(); i++) {
      if (!members.isString(i)) {
        continue;
      }
      if (members.keyIs(i, NAME)) {
        name = members.text(i);
      } else if (members.keyIs(i, NAMESPACE)) {
        namespace = members.text(i);
      } else if (members.keyIs(i, RESOURCE_VERSION)) {
        version = members.text(i);
      }
    }
    return new Head(namespace, name, version, from);
  }
}
