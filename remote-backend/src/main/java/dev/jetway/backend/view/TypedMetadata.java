package dev.jetway.backend.view;

import java.util.List;

/**
 * Writes metadata in the order in which Kubernetes writes its own types. Custom resources come with
 * their members sorted by name; asked for the metadata alone, kube-apiserver answers with a type of
 * its own. Pure function.
 */
public final class TypedMetadata {
  private static final String OWNERS = "ownerReferences";
  private static final String MANAGED = "managedFields";
  private static final List<byte[]> METADATA =
      ordered(
          "name",
          "generateName",
          "namespace",
          "selfLink",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          OWNERS,
          "finalizers",
          MANAGED);
  private static final List<byte[]> OWNER_REFERENCE =
      ordered("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion");
  private static final List<byte[]> MANAGED_FIELDS =
      ordered(
          "manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource");

  private TypedMetadata() {}

  /**
   * Writes a metadata object.
   *
   * @param bytes valid JSON
   * @param from where the object starts
   */
  public static void write(byte[] bytes, int from, ByteSink out) {
    JsonMembers members = new JsonMembers();
    members.read(bytes, from);
    out.write('{');
    boolean any = false;
    for (byte[] key : METADATA) {
      int member = find(members, key);
      if (member >= 0) {
        startMember(key, any, out);
        any = true;
        writeValue(bytes, members, member, out);
      }
    }
    out.write('}');
  }

  private static void writeValue(byte[] bytes, JsonMembers members, int member, ByteSink out) {
    boolean array = members.isArray(member);
    if (array && members.key(member).equals(MANAGED)) {
      writeArray(bytes, members.value(member), MANAGED_FIELDS, out);
    } else if (array && members.key(member).equals(OWNERS)) {
      writeArray(bytes, members.value(member), OWNER_REFERENCE, out);
    } else {
      out.write(bytes, members.value(member), members.valueEnd(member));
    }
  }

  /** Writes an array of objects; what is none of them is left as it is. */
  private static void writeArray(byte[] bytes, int from, List<byte[]> order, ByteSink out) {
    JsonMembers element = new JsonMembers();
    out.write('[');
    int at = skipSpace(bytes, from + 1);
    boolean first = true;
    while (bytes[at] == '{') {
      if (!first) {
        out.write(',');
      }
      first = false;
      int end = element.read(bytes, at);
      writeObject(bytes, element, order, out);
      at = skipSpace(bytes, end);
      if (bytes[at] == ',') {
        at = skipSpace(bytes, at + 1);
      }
    }
    out.write(']');
  }

  private static void writeObject(
      byte[] bytes, JsonMembers members, List<byte[]> order, ByteSink out) {
    out.write('{');
    boolean any = false;
    for (byte[] key : order) {
      int member = find(members, key);
      if (member >= 0) {
        startMember(key, any, out);
        any = true;
        out.write(bytes, members.value(member), members.valueEnd(member));
      }
    }
    out.write('}');
  }

  private static void startMember(byte[] key, boolean separated, ByteSink out) {
    if (separated) {
      out.write(',');
    }
    out.write('"');
    out.write(key);
    out.write('"');
    out.write(':');
  }

  private static int find(JsonMembers members, byte[] key) {
    for (int i = 0; i < members.count(); i++) {
      if (members.keyIs(i, key)) {
        return i;
      }
    }
    return -1;
  }

  private static int skipSpace(byte[] bytes, int at) {
    int i = at;
    while (JsonText.isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  private static List<byte[]> ordered(String... keys) {
    return List.of(keys).stream().map(JsonText::ascii).toList();
  }
}
