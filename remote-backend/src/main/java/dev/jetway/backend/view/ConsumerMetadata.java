package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Optional;

/**
 * The consumer's view of one {@code metadata} that the provider sent: first {@link #read} tells
 * whether the consumer may see the object, then {@link #write} writes its view.
 *
 * <p>Members that are the same in both views are copied byte for byte, and so is the whole if all
 * are. Reusable, not thread-safe.
 */
final class ConsumerMetadata {
  private static final byte[] NAME = JsonText.ascii("name");
  private static final byte[] NAMESPACE = JsonText.ascii("namespace");
  private static final byte[] LABELS = JsonText.ascii("labels");
  private static final byte[] ANNOTATIONS = JsonText.ascii("annotations");
  private static final byte[] OWNER_REFERENCES = JsonText.ascii("ownerReferences");
  private static final byte[] OWNERS = JsonText.ascii(Origin.OWNER_REFERENCES);
  private static final byte[] FINALIZERS = JsonText.ascii("finalizers");

  private final ViewScope scope;
  private final String providerNamespace;
  private final byte[] requestNamespace;
  private final boolean shared;
  private final ObjectOrigin origin = new FoundOrigin();
  private final JsonMembers members = new JsonMembers();
  private final JsonMembers map = new JsonMembers();
  private byte[] namespace = JsonText.NULL;
  private boolean hasNamespace;
  private String providerName = "";
  private String foundNamespace = "";
  private String shownName = "";

  /** What the metadata that was read says of itself. */
  private final class FoundOrigin implements ObjectOrigin {
    @Override
    public String namespace() {
      return foundNamespace;
    }

    @Override
    public String name() {
      return providerName;
    }

    @Override
    public String label(String key) {
      return entry(LABELS, key);
    }

    @Override
    public String annotation(String key) {
      return entry(ANNOTATIONS, key);
    }
  }

  ConsumerMetadata(ViewScope scope) {
    this.scope = scope;
    providerNamespace = scope.providerNamespace();
    requestNamespace = JsonText.quote(scope.namespace());
    shared = scope.mapping().isShared();
  }

  /**
   * Reads a metadata object.
   *
   * @param bytes valid JSON
   * @param from where the object starts in it
   * @param bookmark whether it is a bookmark's, which shows nothing of any object
   * @return whether the consumer may see the object
   */
  boolean read(byte[] bytes, int from, boolean bookmark) {
    map.clear();
    shownName = "";
    members.read(bytes, from);
    providerName = shared ? text(NAME) : "";
    foundNamespace = text(NAMESPACE);
    hasNamespace = !foundNamespace.isEmpty();
    if (!shared && hasNamespace && foundNamespace.equals(providerNamespace)) {
      namespace = requestNamespace;
      return true;
    }
    if (!hasNamespace && bookmark) {
      return true;
    }
    Optional<ConsumerKey> shown = scope.toConsumer(origin, providerNamespace);
    shown
        .map(ConsumerKey::namespace)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> namespace = JsonText.quote(text));
    shownName = shown.map(ConsumerKey::name).orElse("");
    return shown.isPresent();
  }

  /** The name that was read. */
  String providerName() {
    return providerName;
  }

  /** The name that the consumer sees, where names differ between the views. */
  String shownName() {
    return shownName;
  }

  /** Whether the consumer may see an object that has no metadata at all. */
  boolean mayShowWithoutMetadata() {
    members.clear();
    foundNamespace = "";
    providerName = "";
    return scope.toConsumer(origin, providerNamespace).isPresent();
  }

  /** Writes the consumer's view of what was read, and forgets it. */
  void write(ByteSink out) {
    ObjectEditor editor = new ObjectEditor(members, out);
    Optional<byte[]> owners = Optional.empty();
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, NAMESPACE)) {
        if (hasNamespace) {
          editor.replace(i);
          out.write(namespace);
        } else {
          editor.keep(i);
        }
      } else if (shared && members.keyIs(i, NAME) && members.isString(i)) {
        name(i, editor, out);
      } else if (members.keyIs(i, LABELS) && members.isObject(i)) {
        withoutOurs(i, ReservedKeys.LABELS, editor, out);
      } else if (members.keyIs(i, ANNOTATIONS) && members.isObject(i)) {
        owners = withoutOurs(i, ReservedKeys.ANNOTATIONS, editor, out);
      } else if (members.keyIs(i, OWNER_REFERENCES)) {
        editor.drop(i);
      } else if (members.keyIs(i, FINALIZERS) && members.isArray(i)) {
        finalizers(i, editor, out);
      } else {
        editor.keep(i);
      }
    }
    owners.ifPresent(list -> {
      editor.add("ownerReferences");
      out.write(list);
    });
    editor.finish();
    members.clear();
    map.clear();
  }

  /** The last value of a member, which is the one that counts. */
  private String text(byte[] key) {
    String found = "";
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, key) && members.isString(i)) {
        found = members.text(i);
      }
    }
    return found;
  }

  /** A bookmark has no name to be shown under. */
  private void name(int member, ObjectEditor editor, ByteSink out) {
    if (shownName.isEmpty()) {
      editor.keep(member);
    } else {
      editor.replace(member);
      out.write(JsonText.quote(shownName));
    }
  }

  private String entry(byte[] member, String key) {
    byte[] ascii = JsonText.ascii(key);
    String value = "";
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, member) && members.isObject(i)) {
        readMap(i);
        value = "";
        for (int j = 0; j < map.count(); j++) {
          if (map.keyIs(j, ascii) && map.isString(j)) {
            value = map.text(j);
          }
        }
      }
    }
    return value;
  }

  /** Finds the entries of a map, unless they were found just before. */
  private void readMap(int member) {
    if (map.from() != members.value(member)) {
      map.read(members.bytes(), members.value(member));
    }
  }

  /**
   * Writes a map without our own entries, or drops it if none are left.
   *
   * @return the owner references that one of them kept
   */
  private Optional<byte[]> withoutOurs(
      int member, ReservedKeys ours, ObjectEditor editor, ByteSink out) {
    readMap(member);
    int hidden = 0;
    Optional<byte[]> owners = Optional.empty();
    for (int j = 0; j < map.count(); j++) {
      if (ours.has(map, j)) {
        hidden++;
        if (map.keyIs(j, OWNERS) && map.isString(j)) {
          owners = OwnerReferences.fromAnnotation(map.text(j));
        }
      }
    }
    if (hidden == 0) {
      editor.keep(member);
    } else if (hidden == map.count()) {
      editor.drop(member);
    } else {
      editor.replace(member);
      ObjectEditor entries = new ObjectEditor(map, out);
      for (int j = 0; j < map.count(); j++) {
        if (ours.has(map, j)) {
          entries.drop(j);
        } else {
          entries.keep(j);
        }
      }
      entries.finish();
    }
    return owners;
  }

  private void finalizers(int member, ObjectEditor editor, ByteSink out) {
    Optional<ArrayNode> changed =
        Finalizers.toConsumer(members.bytes(), members.value(member), members.valueEnd(member));
    if (changed.isEmpty()) {
      editor.keep(member);
    } else if (changed.get().isEmpty()) {
      editor.drop(member);
    } else {
      editor.replace(member);
      out.write(Json.bytes(changed.get()));
    }
  }
}
