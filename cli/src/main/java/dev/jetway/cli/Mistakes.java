package dev.jetway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gathers what is wrong with settings, so that all of it is told at once. One thread. */
final class Mistakes {
  private final List<String> found = new ArrayList<>();

  /** Notes a mistake. */
  void add(String mistake) {
    found.add(mistake);
  }

  /**
   * The parsed value of a setting, or a stand-in after noting why there is none; {@link
   * #throwIfAny} sees to it that a stand-in is never used.
   *
   * @param parser throws IllegalArgumentException with what is wrong
   */
  <T> T parse(String name, Supplier<T> parser, T standIn) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      add("--" + name + ": " + e.getMessage());
      return standIn;
    }
  }

  /**
   * Ends the parsing.
   *
   * @throws SettingsException with all mistakes, if there are any
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SettingsException(found);
    }
  }
}
