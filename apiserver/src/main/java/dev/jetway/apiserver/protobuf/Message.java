package dev.jetway.apiserver.protobuf;

import java.util.List;
import java.util.Optional;

/**
 * A message.
 *
 * @param fields in the order in which they are written
 */
record Message(List<Field> fields) {
  static final Message LIST_META =
      of(
          Field.text(1, "selfLink"),
          Field.text(2, "resourceVersion"),
          Field.text(3, "continue"),
          Field.optional(4, "remainingItemCount", Type.NUMBER));

  static final Message OWNER_REFERENCE =
      of(
          Field.text(1, "kind"),
          Field.text(3, "name"),
          Field.text(4, "uid"),
          Field.text(5, "apiVersion"),
          Field.optional(6, "controller", Type.FLAG),
          Field.optional(7, "blockOwnerDeletion", Type.FLAG));

  static final Message MANAGED_FIELDS =
      of(
          Field.text(1, "manager"),
          Field.text(2, "operation"),
          Field.text(3, "apiVersion"),
          Field.optional(4, "time", Type.TIME),
          Field.text(6, "fieldsType"),
          Field.optional(7, "fieldsV1", Type.JSON),
          Field.text(8, "subresource"));

  static final Message OBJECT_META =
      of(
          Field.text(1, "name"),
          Field.text(2, "generateName"),
          Field.text(3, "namespace"),
          Field.text(4, "selfLink"),
          Field.text(5, "uid"),
          Field.text(6, "resourceVersion"),
          Field.always(7, "generation", Type.NUMBER),
          Field.always(8, "creationTimestamp", Type.TIME),
          Field.optional(9, "deletionTimestamp", Type.TIME),
          Field.optional(10, "deletionGracePeriodSeconds", Type.NUMBER),
          Field.optional(11, "labels", Type.MAP),
          Field.optional(12, "annotations", Type.MAP),
          Field.each(13, "ownerReferences", OWNER_REFERENCE),
          Field.optional(14, "finalizers", Type.TEXTS),
          Field.each(17, "managedFields", MANAGED_FIELDS));

  static final Message PARTIAL_OBJECT_METADATA = of(Field.one(1, "metadata", OBJECT_META));

  static final Message PARTIAL_OBJECT_METADATA_LIST =
      of(Field.one(1, "metadata", LIST_META), Field.each(2, "items", PARTIAL_OBJECT_METADATA));

  static final Message STATUS_CAUSE =
      of(Field.text(1, "reason"), Field.text(2, "message"), Field.text(3, "field"));

  static final Message STATUS_DETAILS =
      of(
          Field.text(1, "name"),
          Field.text(2, "group"),
          Field.text(3, "kind"),
          Field.each(4, "causes", STATUS_CAUSE),
          Field.always(5, "retryAfterSeconds", Type.NUMBER),
          Field.text(6, "uid"));

  static final Message STATUS =
      of(
          Field.one(1, "metadata", LIST_META),
          Field.text(2, "status"),
          Field.text(3, "message"),
          Field.text(4, "reason"),
          Field.maybe(5, "details", STATUS_DETAILS),
          Field.always(6, "code", Type.NUMBER));

  /** How a value is written. */
  enum Type {
    TEXT,
    TEXTS,
    NUMBER,
    FLAG,
    TIME,
    /** The text of the JSON itself. */
    JSON,
    MAP,
    MESSAGE,
    MESSAGES
  }

  /**
   * One field.
   *
   * @param name its name in JSON
   * @param always whether it is written also if it is empty
   * @param message empty unless it is one, or several
   */
  record Field(int number, String name, Type type, boolean always, Optional<Message> message) {
    static Field text(int number, String name) {
      return always(number, name, Type.TEXT);
    }

    static Field always(int number, String name, Type type) {
      return new Field(number, name, type, true, Optional.empty());
    }

    static Field optional(int number, String name, Type type) {
      return new Field(number, name, type, false, Optional.empty());
    }

    static Field one(int number, String name, Message message) {
      return new Field(number, name, Type.MESSAGE, true, Optional.of(message));
    }

    static Field maybe(int number, String name, Message message) {
      return new Field(number, name, Type.MESSAGE, false, Optional.of(message));
    }

    static Field each(int number, String name, Message message) {
      return new Field(number, name, Type.MESSAGES, false, Optional.of(message));
    }
  }

  private static Message of(Field... fields) {
    return new Message(List.of(fields));
  }
}
