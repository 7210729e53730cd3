package dev.jetway.cli.takeover;

import java.util.Map;

/** What becomes of one object. */
sealed interface Verdict {
  /** In a word, for people and programs. */
  String word();

  /** Why, for people; may be empty. */
  String reason();

  /**
   * It gets labels.
   *
   * @param labels which ones
   */
  record Import(Map<String, String> labels) implements Verdict {
    public Import {
      labels = Map.copyOf(labels);
    }

    @Override
    public String word() {
      return "import";
    }

    @Override
    public String reason() {
      return "";
    }
  }

  /** It has them already. */
  record Unchanged() implements Verdict {
    @Override
    public String word() {
      return "unchanged";
    }

    @Override
    public String reason() {
      return "";
    }
  }

  /** It is another cluster's, and stays what it is. */
  record Foreign(String reason) implements Verdict {
    @Override
    public String word() {
      return "left";
    }
  }

  /** It says that it is this cluster's, and cannot be. */
  record Refused(String reason) implements Verdict {
    @Override
    public String word() {
      return "refused";
    }
  }
}
