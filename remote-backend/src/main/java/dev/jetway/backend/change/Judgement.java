package dev.jetway.backend.change;

import dev.jetway.backend.bind.Binding;
import java.util.List;

/** What a binding is told about changes of what it binds. */
public sealed interface Judgement {
  /**
   * It cannot be said.
   *
   * @param reason why, in one word
   * @param message why, for people
   */
  record Unknown(String reason, String message) implements Judgement {}

  /** Nothing that breaks clients waits to be seen. */
  record Compatible() implements Judgement {}

  /**
   * Something breaks clients, and nobody has approved or acknowledged it.
   *
   * @param revision names just these changes
   * @param told the first of them, for people
   * @param count how many there are
   * @param holdable whether what was before can still be shown, whole
   * @param holders the bindings that wait for approval; empty if it is applied
   */
  record Breaking(
      String revision, List<String> told, int count, boolean holdable, List<Binding.Key> holders)
      implements Judgement {
    /** Copies the lists. */
    public Breaking {
      told = List.copyOf(told);
      holders = List.copyOf(holders);
    }
  }
}
