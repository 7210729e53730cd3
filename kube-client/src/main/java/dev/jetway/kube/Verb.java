package dev.jetway.kube;

/** What a request does to a resource, in the words of RBAC. */
public enum Verb {
  GET("get"),
  LIST("list"),
  WATCH("watch"),
  CREATE("create"),
  UPDATE("update"),
  PATCH("patch"),
  DELETE("delete"),
  DELETE_COLLECTION("deletecollection");

  private final String word;

  Verb(String word) {
    this.word = word;
  }

  /** The word that RBAC rules and discovery use. */
  public String word() {
    return word;
  }

  /** Whether the verb changes what is stored. */
  public boolean writes() {
    return switch (this) {
      case GET, LIST, WATCH -> false;
      case CREATE, UPDATE, PATCH, DELETE, DELETE_COLLECTION -> true;
    };
  }
}
