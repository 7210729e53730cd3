package dev.jetway.kube;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping of a kubeconfig, with typed access.
 *
 * @param what where it stands, for messages
 * @param values as the YAML parser gave them
 */
record KubeconfigSection(String what, Map<?, ?> values) {
  static KubeconfigSection of(String what, Object parsed) {
    if (parsed instanceof Map<?, ?> map) {
      return new KubeconfigSection(what, map);
    }
    throw new InvalidKubeconfigException(what + " is not a mapping");
  }

  /** A text; empty if it is absent or empty. */
  Optional<String> text(String key) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map || value instanceof List) {
      throw new InvalidKubeconfigException(what + ": " + key + " is not a text");
    }
    return Optional.of(value.toString()).filter(text -> !text.isEmpty());
  }

  boolean isTrue(String key) {
    return "true".equals(String.valueOf(values.get(key)));
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  Optional<KubeconfigSection> section(String key) {
    return Optional.ofNullable(values.get(key)).map(value -> of(what + ": " + key, value));
  }

  /** The entries of a list, none if it is absent. */
  List<KubeconfigSection> list(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(entry -> of(what + ": an entry of " + key, entry)).toList();
    }
    throw new InvalidKubeconfigException(what + ": " + key + " is not a list");
  }

  /** The texts of a list, none if it is absent. */
  List<String> texts(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw new InvalidKubeconfigException(what + ": " + key + " is not a list");
  }

  /** What the entry {@code name} of a list of named entries holds under {@code key}. */
  KubeconfigSection named(String list, String key, String name) {
    return list(list).stream()
        .filter(entry -> entry.text("name").equals(Optional.of(name)))
        .findFirst()
        .flatMap(entry -> entry.section(key))
        .map(section ->
            new KubeconfigSection(what + ": " + key + " \"" + name + "\"", section.values))
        .orElseThrow(
            () -> new InvalidKubeconfigException(what + " has no " + key + " \"" + name + "\""));
  }
}
