package dev.jetway.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.manifests.ManifestYaml;
import java.io.UncheckedIOException;
import java.util.List;

/** Results for programs. Pure functions. */
public final class Machine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Machine() {}

  /** A form for programs. */
  public enum Form {
    /** Indented JSON. */
    json,
    /** A YAML document. */
    yaml;

    /** The object in this form. */
    public String render(ObjectNode object) {
      return switch (this) {
        case json -> Machine.json(object);
        case yaml -> Machine.yaml(object);
      };
    }
  }

  /** The object as indented JSON. */
  public static String json(ObjectNode object) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object as a YAML document. */
  public static String yaml(ObjectNode object) {
    return ManifestYaml.write(List.of(object)).stripTrailing();
  }
}
