package dev.jetway.e2e;

import dev.jetway.cli.Jetway;

/** The executable as the launcher of a clone runs it: the product's commands, and the demo. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits the JVM. */
  public static void main(String[] arguments) {
    System.exit(Jetway.commandLine().execute(arguments));
  }
}
