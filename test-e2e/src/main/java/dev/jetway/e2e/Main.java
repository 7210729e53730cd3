package dev.jetway.e2e;

import dev.jetway.cli.Jetway;
import dev.jetway.e2e.benchmark.BenchmarkCommand;
import dev.jetway.e2e.demo.DemoCommand;

/**
 * The {@code jetway} executable as it is run from a checkout: the product's commands, and the demo.
 */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        Jetway.commandLine()
            .addSubcommand(new DemoCommand())
            .addSubcommand(new BenchmarkCommand())
            .execute(arguments));
  }
}
