package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.tunnel.SingleObjectName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The provider's view of one {@code metadata} that the consumer sent, of an object or of a merge
 * patch: what differs is changed in place, everything else stays byte for byte, also what the
 * provider is going to refuse.
 *
 * <p>For one write; not thread-safe.
 */
final class ProviderMetadata {
  private static final byte[] NAMESPACE = JsonText.ascii("namespace");
  private static final byte[] NAME = JsonText.ascii("name");
  private static final byte[] GENERATE_NAME = JsonText.ascii("generateName");
  private static final byte[] LABELS = JsonText.ascii("labels");
  private static final byte[] ANNOTATIONS = JsonText.ascii("annotations");
  private static final byte[] OWNER_REFERENCES = JsonText.ascii("ownerReferences");
  private static final byte[] FINALIZERS = JsonText.ascii("finalizers");

  private final ViewScope scope;
  private final String requestedName;
  private final boolean labelled;
  private final boolean mergePatch;
  private final JsonNode current;
  private final UnaryOperator<String> generator;
  private String bodyName = "";
  private boolean generated;

  private ProviderMetadata(
      ViewScope scope,
      String name,
      boolean labelled,
      boolean mergePatch,
      JsonNode current,
      UnaryOperator<String> generator) {
    this.generator = generator;
    this.scope = scope;
    this.requestedName = name;
    this.labelled = labelled;
    this.mergePatch = mergePatch;
    this.current = current;
  }

  /**
   * For a whole object that is not created.
   *
   * @param name the name that the request's path has
   * @param labelled false for a subresource, through which metadata cannot be changed
   */
  static ProviderMetadata ofObject(ViewScope scope, String name, boolean labelled) {
    return new ProviderMetadata(
        scope, name, labelled, false, Json.NODES.objectNode(), UnaryOperator.identity());
  }

  /**
   * For an object that is created: the body names it, or not at all.
   *
   * @param generator makes a name that begins with a {@code generateName}, where the provider's
   *     name depends on it
   */
  static ProviderMetadata ofCreate(ViewScope scope, UnaryOperator<String> generator) {
    return new ProviderMetadata(scope, "", true, false, Json.NODES.objectNode(), generator);
  }

  /**
   * For a merge patch.
   *
   * @param current the provider's present metadata; only looked at where the patch removes all
   *     labels or annotations
   */
  static ProviderMetadata ofMergePatch(
      ViewScope scope, String name, boolean labelled, JsonNode current) {
    return new ProviderMetadata(scope, name, labelled, true, current, UnaryOperator.identity());
  }

  /** The consumer's name that what was written gives the object, where names differ. */
  String bodyName() {
    return bodyName;
  }

  /** Whether that name was made here. */
  boolean isGenerated() {
    return generated;
  }

  /** Whether a merge patch removes all labels or annotations, so that ours must be spared. */
  static boolean removesAll(JsonMembers metadata) {
    for (int i = 0; i < metadata.count(); i++) {
      if (metadata.isNull(i) && (metadata.keyIs(i, LABELS) || metadata.keyIs(i, ANNOTATIONS))) {
        return true;
      }
    }
    return false;
  }

  /** Writes the metadata of a body that has none. */
  void writeNew(ByteSink out) {
    byte[] none = {'{', '}'};
    JsonMembers members = new JsonMembers();
    members.read(none, 0);
    write(members, out);
  }

  /**
   * Writes the provider's view.
   *
   * @throws dev.jetway.kube.StatusException 400 if it is for another namespace, 422 if its owner
   *     references are none
   */
  void write(JsonMembers metadata, ByteSink out) {
    nameObject(metadata);
    Map<String, String> labels =
        labelled ? Origin.labels(scope.cluster(), scope.namespace(), name(metadata)) : Map.of();
    Map<String, Optional<String>> annotations = annotations(metadata);
    boolean hasName = !generated;
    boolean hasLabels = false;
    boolean hasAnnotations = false;
    ObjectEditor editor = new ObjectEditor(metadata, out);
    for (int i = 0; i < metadata.count(); i++) {
      if (metadata.keyIs(i, NAMESPACE)) {
        namespace(metadata, i, editor, out);
      } else if (metadata.keyIs(i, NAME) && isNameToBeChanged(metadata, i)) {
        hasName = true;
        editor.replace(i);
        out.write(JsonText.quote(nameAtProvider(metadata, i)));
      } else if (metadata.keyIs(i, LABELS)) {
        hasLabels = true;
        map(metadata, i, ReservedKeys.LABELS, present(labels), editor, out);
      } else if (metadata.keyIs(i, ANNOTATIONS)) {
        hasAnnotations = true;
        map(metadata, i, ReservedKeys.ANNOTATIONS, annotations, editor, out);
      } else if (metadata.keyIs(i, OWNER_REFERENCES)
          && (metadata.isArray(i) || metadata.isNull(i))) {
        editor.drop(i);
      } else if (metadata.keyIs(i, FINALIZERS) && metadata.isArray(i)) {
        finalizers(metadata, i, editor, out);
      } else {
        editor.keep(i);
      }
    }
    if (!hasName) {
      editor.add("name");
      out.write(JsonText.quote(scope.nameAtProvider(bodyName)));
    }
    addMap("labels", hasLabels, present(labels), editor, out);
    addMap("annotations", hasAnnotations, annotations, editor, out);
    editor.finish();
  }

  private void namespace(JsonMembers metadata, int member, ObjectEditor editor, ByteSink out) {
    String found = metadata.isString(member) ? metadata.text(member) : "";
    if (found.isEmpty() || scope.namespace().isEmpty()) {
      editor.keep(member);
      return;
    }
    scope.checkNamespace(found);
    editor.replace(member);
    out.write(JsonText.quote(scope.providerNamespace()));
  }

  private String name(JsonMembers metadata) {
    if (!requestedName.isEmpty()) {
      return requestedName;
    }
    return generated ? bodyName : text(metadata, NAME);
  }

  /** Finds how the body calls the object, where its name at the provider is another. */
  private void nameObject(JsonMembers metadata) {
    if (!scope.mapping().isShared()) {
      return;
    }
    bodyName = text(metadata, NAME);
    String base = text(metadata, GENERATE_NAME);
    boolean create = requestedName.isEmpty() && !mergePatch;
    if (create && bodyName.isEmpty() && !base.isEmpty() && !namedOtherwise(metadata)) {
      String made = generator.apply(base);
      if (SingleObjectName.isPossible(made)) { // another is the provider's to make and refuse
        bodyName = made;
        generated = true;
      }
    }
  }

  /** Whether the name is something that is no text, which the provider will refuse. */
  private static boolean namedOtherwise(JsonMembers metadata) {
    for (int i = 0; i < metadata.count(); i++) {
      if (metadata.keyIs(i, NAME) && !metadata.isString(i) && !metadata.isNull(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isNameToBeChanged(JsonMembers metadata, int member) {
    boolean text = metadata.isString(member) && !metadata.text(member).isEmpty();
    return scope.mapping().isShared() && (text || (generated && !metadata.isObject(member)));
  }

  private String nameAtProvider(JsonMembers metadata, int member) {
    return scope.nameAtProvider(generated ? bodyName : metadata.text(member));
  }

  /** The last text of a member, which is the one that counts; empty if it is none. */
  private static String text(JsonMembers metadata, byte[] key) {
    String found = "";
    for (int i = 0; i < metadata.count(); i++) {
      if (metadata.keyIs(i, key)) {
        found = metadata.isString(i) ? metadata.text(i) : "";
      }
    }
    return found;
  }

  /** The annotations to be set, and those that a patch must remove. */
  private Map<String, Optional<String>> annotations(JsonMembers metadata) {
    Map<String, Optional<String>> added = new LinkedHashMap<>();
    if (labelled) {
      added.putAll(present(Origin.annotations(name(metadata))));
    }
    for (int i = 0; i < metadata.count(); i++) {
      if (!metadata.keyIs(i, OWNER_REFERENCES)) {
        continue;
      }
      Optional<String> text = Optional.empty();
      if (metadata.isArray(i)) {
        text =
            Json.parse(metadata.bytes(), metadata.value(i), metadata.valueEnd(i))
                .flatMap(OwnerReferences::toAnnotation);
      }
      if (mergePatch || text.isPresent()) {
        added.put(Origin.OWNER_REFERENCES, text);
      } else {
        added.remove(Origin.OWNER_REFERENCES);
      }
    }
    return added;
  }

  private void map(
      JsonMembers metadata,
      int member,
      ReservedKeys ours,
      Map<String, Optional<String>> added,
      ObjectEditor editor,
      ByteSink out) {
    boolean cleared = metadata.isNull(member) && (mergePatch ? labelled : !added.isEmpty());
    if (!metadata.isObject(member) && !cleared) {
      editor.keep(member);
      return;
    }
    JsonMembers inner = new JsonMembers();
    Map<String, Optional<String>> entries = new LinkedHashMap<>();
    if (cleared) {
      inner.read(new byte[] {'{', '}'}, 0);
      String key = metadata.keyIs(member, LABELS) ? "labels" : "annotations";
      current.path(key).fieldNames().forEachRemaining(name -> entries.put(name, Optional.empty()));
      entries.keySet().removeAll(ours.names());
    } else {
      inner.read(metadata.bytes(), metadata.value(member));
    }
    entries.putAll(added);
    editor.replace(member);
    ObjectEditor map = new ObjectEditor(inner, out);
    for (int i = 0; i < inner.count(); i++) {
      if (ours.has(inner, i)) {
        map.drop(i);
      } else {
        map.keep(i);
      }
    }
    write(entries, map, out);
    map.finish();
  }

  private static void addMap(
      String key,
      boolean present,
      Map<String, Optional<String>> entries,
      ObjectEditor editor,
      ByteSink out) {
    if (!present && !entries.isEmpty()) {
      editor.add(key);
      JsonMembers none = new JsonMembers();
      none.read(new byte[] {'{', '}'}, 0);
      ObjectEditor map = new ObjectEditor(none, out);
      write(entries, map, out);
      map.finish();
    }
  }

  private static void write(Map<String, Optional<String>> entries, ObjectEditor map, ByteSink out) {
    entries.forEach((key, value) -> {
      map.add(key);
      out.write(value.map(JsonText::quote).orElse(JsonText.NULL));
    });
  }

  private static Map<String, Optional<String>> present(Map<String, String> entries) {
    Map<String, Optional<String>> present = new LinkedHashMap<>();
    entries.forEach((key, value) -> present.put(key, Optional.of(value)));
    return present;
  }

  private static void finalizers(
      JsonMembers metadata, int member, ObjectEditor editor, ByteSink out) {
    Finalizers.toProvider(metadata.bytes(), metadata.value(member), metadata.valueEnd(member))
        .ifPresentOrElse(
            changed -> {
              editor.replace(member);
              out.write(Json.bytes(changed));
            },
            () -> editor.keep(member));
  }
}
