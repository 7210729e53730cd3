package dev.jetway.e2e.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One verb on one resource, as a rule of a role gives it.
 *
 * @param role the Role or ClusterRole
 * @param rule the position of the rule in it
 */
record Right(ObjectNode role, int rule, String verb, String resource, String group) {
  /** All that the roles among these objects give. */
  static List<Right> of(List<ObjectNode> objects) {
    List<Right> rights = new ArrayList<>();
    for (ObjectNode role : objects) {
      for (int rule = 0; rule < role.path("rules").size(); rule++) {
        JsonNode one = role.path("rules").path(rule);
        for (String group : texts(one.path("apiGroups"))) {
          for (String resource : texts(one.path("resources"))) {
            for (String verb : texts(one.path("verbs"))) {
              rights.add(new Right(role, rule, verb, resource, group));
            }
          }
        }
      }
    }
    return rights;
  }

  static String name(String verb, String resource, String group) {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }

  String name() {
    return name(verb, resource, group);
  }

  /** The role with everything but this. */
  ObjectNode roleWithout() {
    ObjectNode copy = role.deepCopy();
    ArrayNode rules = copy.putArray("rules");
    for (int i = 0; i < role.path("rules").size(); i++) {
      JsonNode one = role.path("rules").path(i);
      if (i == rule) {
        texts(one.path("resources")).forEach(each -> add(rules, one.deepCopy(), each));
      } else {
        rules.add(one.deepCopy());
      }
    }
    return copy;
  }

  private void add(ArrayNode rules, ObjectNode rest, String each) {
    List<String> verbs = new ArrayList<>(texts(rest.path("verbs")));
    if (each.equals(resource)) {
      verbs.remove(verb);
    }
    if (!verbs.isEmpty()) {
      rest.putArray("resources").add(each);
      ArrayNode left = rest.putArray("verbs");
      verbs.forEach(left::add);
      rules.add(rest);
    }
  }

  /** What {@code kubectl auth can-i} is asked. */
  List<String> question() {
    String[] parts = resource.split("/", 2);
    JsonNode names = role.path("rules").path(rule).path("resourceNames");
    List<String> question = new ArrayList<>(List.of("auth", "can-i", verb));
    question.add(
        parts[0]
            + (group.isEmpty() ? "" : "." + group)
            + (names.isEmpty() ? "" : "/" + names.path(0).asText()));
    if (parts.length > 1) {
      question.add("--subresource=" + parts[1]);
    }
    String namespace = role.at("/metadata/namespace").asText();
    question.addAll(namespace.isEmpty() ? List.of("-A") : List.of("-n", namespace));
    return question;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
