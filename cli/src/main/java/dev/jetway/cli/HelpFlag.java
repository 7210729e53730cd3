package dev.jetway.cli;

import picocli.CommandLine.Option;

/** The flag that every command has. */
public final class HelpFlag {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean asked;
}
