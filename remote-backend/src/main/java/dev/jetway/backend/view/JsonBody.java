package dev.jetway.backend.view;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;

/** The body of a write that is one JSON object, checked, with its members found. */
final class JsonBody {
  /** What kube-apiserver says of an object that it cannot read. */
  static final String UNRECOGNIZED = "the object provided is unrecognized: json parse error: ";

  /** What kube-apiserver says of a patch that it cannot read. */
  static final String UNDECODED = "error decoding patch: ";

  private static final byte[] METADATA = JsonText.ascii("metadata");

  private final byte[] bytes;
  private final JsonMembers root = new JsonMembers();

  private JsonBody(byte[] bytes, int start) {
    this.bytes = bytes;
    root.read(bytes, start);
  }

  /**
   * Reads a body.
   *
   * @param refusal what the message of a refusal starts with
   * @throws StatusException 400 if it is not JSON, or no object
   */
  static JsonBody parse(byte[] bytes, String refusal) {
    try {
      check(bytes);
    } catch (SpliceException e) {
      throw refused(refusal + e.getMessage(), e);
    }
    int start = 0;
    while (JsonText.isSpace(bytes[start])) {
      start++;
    }
    if (bytes[start] != '{') {
      throw new StatusException(
          Status.of(400, refusal + "the body of the request is not a JSON object"));
    }
    return new JsonBody(bytes, start);
  }

  /** Whether the bytes are one JSON value. */
  static boolean isJson(byte[] bytes) {
    try {
      check(bytes);
      return true;
    } catch (SpliceException _) {
      return false;
    }
  }

  /** Whether any {@code metadata} of a merge patch removes all labels or annotations. */
  boolean removesAll() {
    for (int i = 0; i < root.count(); i++) {
      if (root.keyIs(i, METADATA) && root.isObject(i)) {
        JsonMembers metadata = new JsonMembers();
        metadata.read(bytes, root.value(i));
        if (ProviderMetadata.removesAll(metadata)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The same body with every {@code metadata} in the provider's view, and one if there was none.
   *
   * @param nullable whether a metadata of {@code null} means none; otherwise it is refused
   * @throws StatusException 400 if a metadata is no object, or as {@link ProviderMetadata#write}
   */
  byte[] withMetadata(ProviderMetadata view, boolean nullable) {
    ByteSink out = new ByteSink(bytes.length + 512);
    out.write(bytes, 0, root.from());
    ObjectEditor editor = new ObjectEditor(root, out);
    boolean any = false;
    for (int i = 0; i < root.count(); i++) {
      if (!root.keyIs(i, METADATA)) {
        editor.keep(i);
        continue;
      }
      any = true;
      editor.replace(i);
      if (root.isObject(i)) {
        JsonMembers metadata = new JsonMembers();
        metadata.read(bytes, root.value(i));
        view.write(metadata, out);
      } else if (root.isNull(i) && nullable) {
        view.writeNew(out);
      } else {
        throw notAnObject();
      }
    }
    if (!any) {
      editor.add("metadata");
      view.writeNew(out);
    }
    editor.finish();
    out.write(bytes, root.to(), bytes.length);
    return out.toArray();
  }

  static StatusException notAnObject() {
    return new StatusException(Status.of(400, "metadata must be an object, and cannot be removed"));
  }

  private static void check(byte[] bytes) {
    JsonLexer lexer = new JsonLexer(false);
    JsonLexer.Signal signal = JsonLexer.Signal.VALUE;
    while (signal != JsonLexer.Signal.MORE) {
      signal = lexer.next(bytes, bytes.length);
    }
    lexer.end();
  }

  private static StatusException refused(String why, SpliceException cause) {
    return new StatusException(Status.of(400, why), cause);
  }
}
