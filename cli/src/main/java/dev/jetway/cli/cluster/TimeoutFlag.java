package dev.jetway.cli.cluster;

import dev.jetway.cli.SettingsException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for what it set in motion. */
public final class TimeoutFlag {
  @Option(
      names = "--timeout",
      paramLabel = "<seconds>",
      defaultValue = "120",
      description = "How many seconds to wait; 0 does not wait. Default: ${DEFAULT-VALUE}")
  private int seconds;

  /**
   * The time.
   *
   * @throws SettingsException if it is negative
   */
  public Duration duration() {
    if (seconds < 0) {
      throw SettingsException.of("--timeout: must not be negative, was " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }
}
