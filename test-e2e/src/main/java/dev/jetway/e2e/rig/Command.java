package dev.jetway.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The beginning of a command line, run with more arguments as often as one likes. Immutable and
 * safe for use by several threads.
 *
 * @param name how messages call it
 * @param prefix the program and its first arguments
 * @param environment what is set beside the environment of this JVM
 * @param workDirectory where its input and output are kept while it runs
 * @param limit after this time it is killed, and reported as a {@link RigException}
 */
public record Command(
    String name,
    List<String> prefix,
    Map<String, String> environment,
    Path workDirectory,
    Duration limit) {

  /** Copies the list and the map. */
  public Command {
    prefix = List.copyOf(prefix);
    environment = Map.copyOf(environment);
  }

  /** The same with one more environment variable. */
  public Command with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Command(name, prefix, more, workDirectory, limit);
  }

  /** Runs a command that reads the input, to its end, whatever its exit code. */
  public CommandResult run(String input, String... arguments) {
    try {
      Path folder = Files.createTempDirectory(workDirectory, name + "-");
      try {
        return run(folder, input, arguments);
      } finally {
        WorkDirectory.delete(folder);
      }
    } catch (IOException e) {
      throw new RigException("could not run " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs a command that must succeed.
   *
   * @return its output
   * @throws RigException with its error output if its exit code is not zero
   */
  public String output(String input, String... arguments) {
    CommandResult result = run(input, arguments);
    if (!result.succeeded()) {
      throw new RigException(
          "%s %s ended with %d: %s"
              .formatted(
                  name, String.join(" ", arguments), result.exitCode(), result.err().strip()));
    }
    return result.out();
  }

  /**
   * Starts a command that goes on by itself; its output and error output are appended to the file.
   */
  public ChildProcess start(Path output, String... arguments) {
    return ChildProcess.start(
        name + " " + String.join(" ", arguments), output, environment, line(arguments));
  }

  private CommandResult run(Path folder, String input, String... arguments) throws IOException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Path in = Files.writeString(folder.resolve("in"), input);
    ProcessBuilder builder =
        new ProcessBuilder(line(arguments))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RigException(
            "%s %s did not end within %s".formatted(name, String.join(" ", arguments), limit));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while running " + name, e);
    } finally {
      process.destroyForcibly();
    }
    return new CommandResult(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of(arguments));
    return line;
  }
}
