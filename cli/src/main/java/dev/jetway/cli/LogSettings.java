package dev.jetway.cli;

/**
 * What is logged, and how.
 *
 * @param format for people or for programs
 * @param level the least level that is logged
 */
public record LogSettings(Format format, Level level) {
  /** The form of a log line. */
  public enum Format {
    /** One line for people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }

  /** The least level that is logged. */
  public enum Level {
    /** For whoever looks for a fault. */
    DEBUG,
    /** Changes of state. */
    INFO,
    /** What somebody should look at. */
    WARN,
    /** What does not work. */
    ERROR
  }

  static LogSettings of(String format, String level, Mistakes mistakes) {
    return new LogSettings(
        mistakes.parse("log-format", () -> parseFormat(format), Format.TEXT),
        mistakes.parse("log-level", () -> parseLevel(level), Level.INFO));
  }

  private static Format parseFormat(String text) {
    return switch (text) {
      case "text" -> Format.TEXT;
      case "json" -> Format.JSON;
      default -> throw new IllegalArgumentException("must be text or json, was \"" + text + "\"");
    };
  }

  private static Level parseLevel(String text) {
    return switch (text) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default ->
          throw new IllegalArgumentException(
              "must be debug, info, warn or error, was \"" + text + "\"");
    };
  }
}
