package dev.jetway.manifests;

/**
 * What became of one object, or would become of it in a dry run.
 *
 * @param action what was done
 * @param object which one
 */
public record ObjectChange(Action action, ObjectAddress object) {
  /** What can be done with an object. */
  public enum Action {
    /** It was not there. */
    CREATED,
    /** It was there and differed. */
    CONFIGURED,
    /** It was there as it should be. */
    UNCHANGED,
    /** It is gone. */
    DELETED
  }

  /** For people, in kubectl's words. */
  @Override
  public String toString() {
    String word =
        switch (action) {
          case CREATED -> "created";
          case CONFIGURED -> "configured";
          case UNCHANGED -> "unchanged";
          case DELETED -> "deleted";
        };
    return object + " " + word;
  }
}
