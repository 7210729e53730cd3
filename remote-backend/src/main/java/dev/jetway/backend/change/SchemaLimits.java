package dev.jetway.backend.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two schemas of one place take, without what is below them.
 *
 * @param before the schema that was
 * @param after the one of now, of the same type
 */
record SchemaLimits(JsonNode before, JsonNode after) {
  private static final List<String> LOWEST =
      List.of("minimum", "minLength", "minItems", "minProperties");
  private static final List<String> HIGHEST =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> FIXED = List.of("pattern", "format", "multipleOf");
  private static final List<String> SWITCHES =
      List.of("uniqueItems", "exclusiveMinimum", "exclusiveMaximum");
  private static final List<String> COMBINED = List.of("allOf", "anyOf", "oneOf", "not");

  /**
   * What the schema of now takes no more, for people.
   *
   * @param own fields whose being required is no news
   */
  List<String> tighter(Set<String> own) {
    List<String> found = new ArrayList<>();
    values(found);
    required(found, own);
    for (String limit : LOWEST) {
      if (isNarrower(limit, 1)) {
        found.add(limit + " is " + shown(after, limit) + ", and was " + shown(before, limit));
      }
    }
    for (String limit : HIGHEST) {
      if (isNarrower(limit, -1)) {
        found.add(limit + " is " + shown(after, limit) + ", and was " + shown(before, limit));
      }
    }
    for (String limit : FIXED) {
      if (after.has(limit) && !after.path(limit).equals(before.path(limit))) {
        found.add(limit + " is " + shown(after, limit) + ", and was " + shown(before, limit));
      }
    }
    for (String limit : SWITCHES) {
      if (after.path(limit).asBoolean() && !before.path(limit).asBoolean()) {
        found.add(limit + " is asked for");
      }
    }
    for (String limit : COMBINED) {
      if (after.has(limit) && !after.path(limit).equals(before.path(limit))) {
        found.add("other rules in " + limit);
      }
    }
    if (before.path("nullable").asBoolean() && !after.path("nullable").asBoolean()) {
      found.add("null is taken no more");
    }
    kubernetes(found);
    return found;
  }

  private void values(List<String> found) {
    if (!after.has("enum")) {
      return;
    }
    if (!before.has("enum")) {
      found.add("takes nothing but " + after.path("enum"));
      return;
    }
    for (JsonNode value : before.path("enum")) {
      if (after.path("enum").valueStream().noneMatch(value::equals)) {
        found.add("the value " + value + " is taken no more");
      }
    }
  }

  private void required(List<String> found, Set<String> own) {
    Set<String> was = texts(before.path("required"));
    for (String name : texts(after.path("required"))) {
      boolean given = was.contains(name) && !before.at(fallback(name)).isMissingNode();
      if (!own.contains(name)
          && after.at(fallback(name)).isMissingNode()
          && (given || !was.contains(name))) {
        found.add("the field " + name + " is required");
      }
    }
  }

  private static String fallback(String property) {
    return "/properties/" + property.replace("~", "~0").replace("/", "~1") + "/default";
  }

  private void kubernetes(List<String> found) {
    Set<String> rules = rules(before);
    for (String rule : rules(after)) {
      if (!rules.contains(rule)) {
        found.add("there is a new rule: " + rule);
      }
    }
    if (after.path("x-kubernetes-embedded-resource").asBoolean()
        && !before.path("x-kubernetes-embedded-resource").asBoolean()) {
      found.add("must be a Kubernetes object");
    }
    String list = "x-kubernetes-list-type";
    if (!before.path(list).asText("atomic").equals(after.path(list).asText("atomic"))
        || !before
            .path("x-kubernetes-list-map-keys")
            .equals(after.path("x-kubernetes-list-map-keys"))) {
      found.add("the list is merged otherwise when it is applied");
    }
    String map = "x-kubernetes-map-type";
    if (!before.path(map).asText("granular").equals(after.path(map).asText("granular"))) {
      found.add("the fields are merged otherwise when they are applied");
    }
  }

  private static Set<String> rules(JsonNode schema) {
    Set<String> rules = new TreeSet<>();
    schema
        .path("x-kubernetes-validations")
        .forEach(validation -> rules.add(validation.path("rule").asText()));
    return rules;
  }

  /** Whether a limit went in this direction, or is new. */
  private boolean isNarrower(String limit, int direction) {
    if (!after.path(limit).isNumber()) {
      return false;
    }
    return !before.path(limit).isNumber()
        || after.path(limit).decimalValue().compareTo(before.path(limit).decimalValue()) * direction
            > 0;
  }

  private static String shown(JsonNode schema, String limit) {
    return schema.has(limit) ? schema.path(limit).toString() : "none";
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
