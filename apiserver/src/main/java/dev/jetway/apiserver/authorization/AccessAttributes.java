package dev.jetway.apiserver.authorization;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Verb;
import java.util.List;

/** What a user wants to do, as a SubjectAccessReview asks it. */
public sealed interface AccessAttributes {
  /** Longest sum of what the caller chooses that is worth remembering, as in kube-apiserver. */
  int MAX_REMEMBERED_SIZE = 10_000;

  /** Whether an answer may be remembered, or somebody could fill the memory with it. */
  boolean isSmall();

  /** Writes {@code resourceAttributes} or {@code nonResourceAttributes} into a spec. */
  void writeTo(ObjectNode spec);

  /**
   * To do something with a resource.
   *
   * @param verb RBAC's verb
   * @param path group to subresource; its name is the authorised one
   * @param fieldSelector what can be understood of the field selector
   * @param labelSelector what can be understood of the label selector
   */
  record Resource(
      Verb verb,
      ResourcePath path,
      List<SelectorRequirement> fieldSelector,
      List<SelectorRequirement> labelSelector)
      implements AccessAttributes {
    /** Copies the lists. */
    public Resource {
      fieldSelector = List.copyOf(fieldSelector);
      labelSelector = List.copyOf(labelSelector);
    }

    /** What a request wants. Selectors narrow collections only. */
    static Resource of(RequestInfo info) {
      ResourcePath path = info.path();
      String name = info.authorizedName();
      if (!name.equals(path.name())) {
        path =
            new ResourcePath(
                path.group(),
                path.version(),
                path.namespace(),
                path.resource(),
                name,
                path.subresource());
      }
      return switch (info.verb()) {
        case LIST, WATCH, DELETE_COLLECTION ->
            new Resource(
                info.verb(),
                path,
                FieldSelectors.requirements(info.query().first("fieldSelector").orElse("")),
                LabelSelectors.requirements(info.query().first("labelSelector").orElse("")));
        case GET, CREATE, UPDATE, PATCH, DELETE ->
            new Resource(info.verb(), path, List.of(), List.of());
      };
    }

    @Override
    public boolean isSmall() {
      int selectors = 0;
      for (SelectorRequirement requirement : fieldSelector) {
        selectors += requirement.size();
      }
      for (SelectorRequirement requirement : labelSelector) {
        selectors += requirement.size();
      }
      return path.toPath().length() + selectors < MAX_REMEMBERED_SIZE;
    }

    @Override
    public void writeTo(ObjectNode spec) {
      ObjectNode attributes = spec.putObject("resourceAttributes");
      put(attributes, "namespace", path.namespace());
      put(attributes, "verb", verb.word());
      put(attributes, "group", path.group());
      put(attributes, "version", path.version());
      put(attributes, "resource", path.resource());
      put(attributes, "subresource", path.subresource());
      put(attributes, "name", path.name());
      putSelector(attributes, "fieldSelector", fieldSelector);
      putSelector(attributes, "labelSelector", labelSelector);
    }

    private static void put(ObjectNode attributes, String key, String value) {
      if (!value.isEmpty()) {
        attributes.put(key, value);
      }
    }

    private static void putSelector(
        ObjectNode attributes, String key, List<SelectorRequirement> requirements) {
      if (!requirements.isEmpty()) {
        var array = attributes.putObject(key).putArray("requirements");
        requirements.forEach(
            requirement -> array.add(requirement.toJson(JsonNodeFactory.instance)));
      }
    }
  }

  /**
   * To see something that is no resource.
   *
   * @param verb the HTTP method in lower case
   * @param path the path as it came
   */
  record NonResource(String verb, String path) implements AccessAttributes {
    @Override
    public boolean isSmall() {
      return path.length() < MAX_REMEMBERED_SIZE;
    }

    @Override
    public void writeTo(ObjectNode spec) {
      spec.putObject("nonResourceAttributes").put("path", path).put("verb", verb);
    }
  }
}
