package dev.jetway.e2e.connect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A CRD that changes: what its versions are like, and nothing else of the tests' APIs depends on
 * it. Immutable.
 */
record Widgets(Map<String, String> specs, String column) {
  static final String GROUP = "changes.example.org";
  static final String NAME = "widgets." + GROUP;

  /** Versions v1 and v1beta1 with the field {@code size}: small or large. */
  static Widgets small() {
    return new Widgets(Map.of(), "").with("v1beta1", "small, large").with("v1", "small, large");
  }

  /** With a version as it is said: the sizes, or with {@code +} before them a field colour too. */
  Widgets with(String version, String sizes) {
    Map<String, String> more = new LinkedHashMap<>(specs);
    more.put(version, sizes);
    return new Widgets(more, column);
  }

  /** With a printer column. */
  Widgets column(String name) {
    return new Widgets(specs, name);
  }

  Widgets without(String version) {
    Map<String, String> fewer = new LinkedHashMap<>(specs);
    fewer.remove(version);
    return new Widgets(fewer, column);
  }

  String yaml() {
    StringBuilder crd =
        new StringBuilder(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: %s
              labels: {connect.jetway.dev/bindable: "true"}
            spec:
              group: %s
              scope: Namespaced
              names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
              versions:
            """
                .formatted(NAME, GROUP));
    specs.forEach((version, sizes) -> crd.append(version(version, sizes)));
    return crd.toString();
  }

  private String version(String version, String sizes) {
    String columns =
        column.isEmpty() ? "" : "{name: %s, type: string, jsonPath: .spec.size}".formatted(column);
    return """
      - name: %s
        served: true
        storage: %s
        additionalPrinterColumns: [%s]
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties: {size: {type: string, enum: [%s]}%s}
    """
        .formatted(
            version,
            version.equals("v1"),
            columns,
            sizes.replace("+", ""),
            sizes.startsWith("+") ? ", colour: {type: string}" : "");
  }
}
