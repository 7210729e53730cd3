package dev.jetway.cli;

import java.util.List;

/** Settings that cannot be used; the message has one line for each mistake. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  SettingsException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** One mistake; the message names the remedy. */
  public static SettingsException of(String mistake) {
    return new SettingsException(List.of(mistake));
  }

  /** What is wrong, one after the other. */
  public List<String> mistakes() {
    return mistakes;
  }
}
