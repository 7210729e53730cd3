package dev.jetway.backend.view;

/** The names that steer a splice: the key that was read last, and what a document says it is. */
final class SpliceNames {
  /** A key that means something at some place. */
  enum Member {
    METADATA,
    ITEMS,
    ROWS,
    OBJECT,
    TYPE,
    KIND,
    API_VERSION,
    OTHER
  }

  private static final Member[] NAMED = {
    Member.METADATA,
    Member.ITEMS,
    Member.ROWS,
    Member.OBJECT,
    Member.TYPE,
    Member.KIND,
    Member.API_VERSION
  };
  private static final byte[][] KEYS = {
    JsonText.ascii("metadata"),
    JsonText.ascii("items"),
    JsonText.ascii("rows"),
    JsonText.ascii("object"),
    JsonText.ascii("type"),
    JsonText.ascii("kind"),
    JsonText.ascii("apiVersion")
  };

  private final JsonLexer lexer;
  private Member member = Member.OTHER;
  private boolean capturing;
  private String type = "";
  private String kind = "";
  private String apiVersion = "";
  private boolean kindSeen;
  private boolean apiVersionSeen;

  SpliceNames(JsonLexer lexer) {
    this.lexer = lexer;
  }

  void startDocument() {
    type = "";
    kind = "";
    apiVersion = "";
    kindSeen = false;
    apiVersionSeen = false;
  }

  /** A key was read. */
  void key() {
    for (int i = 0; i < NAMED.length; i++) {
      if (lexer.captured(KEYS[i])) {
        member = NAMED[i];
        return;
      }
    }
    member = Member.OTHER;
  }

  /** Whether the last key was this one. */
  boolean is(Member expected) {
    return member == expected;
  }

  /** A string begins whose text matters. */
  void value() {
    lexer.captureValue();
    capturing = true;
  }

  /** A value has ended. */
  void valueEnd() {
    if (!capturing) {
      return;
    }
    capturing = false;
    String text = lexer.captured();
    if (member == Member.TYPE) {
      type = text;
    } else if (member == Member.KIND) {
      kind = text;
      kindSeen = true;
    } else {
      apiVersion = text;
      apiVersionSeen = true;
    }
  }

  boolean knowsType() {
    return !type.isEmpty();
  }

  boolean isError() {
    return type.equals("ERROR");
  }

  boolean isBookmark() {
    return type.equals("BOOKMARK");
  }

  /** Whether the last key's value tells what an object is. */
  boolean describesKind() {
    return member == Member.KIND || member == Member.API_VERSION;
  }

  boolean knowsKind() {
    return kindSeen && apiVersionSeen;
  }

  boolean isTable() {
    return kind.equals("Table") && apiVersion.startsWith("meta.k8s.io/");
  }
}
