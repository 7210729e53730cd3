package dev.jetway.backend.bind;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What becomes of a binding. */
public sealed interface Verdict {
  /** Why nothing of it is bound; the names are reasons of conditions. */
  enum Reason {
    /** There is no such connection. */
    CONNECTION_NOT_FOUND("ConnectionNotFound"),
    /** The connection has not yet told what it offers. */
    CONNECTION_NOT_READY("ConnectionNotReady"),
    /** The control plane does not offer it. */
    API_NOT_OFFERED("APINotOffered"),
    /** Another connection has it. */
    CONFLICTS("Conflicts");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The reason as conditions write it. */
    public String word() {
      return word;
    }
  }

  /**
   * One resource that is bound.
   *
   * @param group its API group
   * @param resource its plural name
   * @param kind the kind of its objects
   * @param versions those that are bound, sorted
   */
  record BoundResource(String group, String resource, String kind, SortedSet<String> versions) {
    /** Copies the versions. */
    public BoundResource {
      versions = new TreeSet<>(versions);
    }
  }

  /**
   * It is bound.
   *
   * @param resources what of it, sorted by name
   * @param conflict what others have of it, for people; empty if nothing
   */
  record Bound(List<BoundResource> resources, Optional<String> conflict) implements Verdict {
    /** Copies the list. */
    public Bound {
      resources = List.copyOf(resources);
    }
  }

  /**
   * Nothing of it is bound.
   *
   * @param reason why
   * @param message for people, with what to do
   */
  record Refused(Reason reason, String message) implements Verdict {}
}
