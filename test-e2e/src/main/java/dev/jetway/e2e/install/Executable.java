package dev.jetway.e2e.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code jetway} that processes are started from: the classes of this JVM, or the launcher of
 * an unpacked archive. Immutable.
 *
 * @param command what comes before the subcommand
 * @param environment what is set beside the environment of this JVM
 */
public record Executable(List<String> command, Map<String, String> environment) {
  private static final String MAIN = "dev.jetway.cli.Jetway";

  /** Copies both. */
  public Executable {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The class path of this JVM, with a heap of 512 MiB. */
  public static Executable ofThisJvm() {
    return new Executable(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            MAIN),
        Map.of());
  }

  /** A file that is run as it stands. */
  public static Executable launcher(Path file) {
    return new Executable(List.of(file.toString()), Map.of());
  }

  /** The same with more environment variables. */
  public Executable with(Map<String, String> variables) {
    Map<String, String> more = new HashMap<>(environment);
    more.putAll(variables);
    return new Executable(command, more);
  }

  /** A whole command line. */
  public List<String> line(List<String> arguments) {
    List<String> line = new ArrayList<>(command);
    line.addAll(arguments);
    return line;
  }
}
