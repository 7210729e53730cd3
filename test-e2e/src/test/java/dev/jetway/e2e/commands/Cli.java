package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.cli.Jetway;
import dev.jetway.e2e.rig.CommandResult;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The {@code jetway} executable, run in this JVM. */
public final class Cli {
  private Cli() {}

  /** Runs a command line to its end, whatever its exit code. */
  public static CommandResult run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Jetway.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandResult(exitCode, out.toString(), err.toString());
  }

  /** Runs one that must succeed; its output. */
  public static String output(String... arguments) {
    CommandResult result = run(arguments);
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    return result.out();
  }
}
