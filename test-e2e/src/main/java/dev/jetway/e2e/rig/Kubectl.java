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
 * The real kubectl, calling one API server as one user, with a discovery cache of its own.
 *
 * <p>Immutable and safe for use by several threads. A command that runs longer than two minutes is
 * killed and reported as a {@link RigException}.
 */
public final class Kubectl {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path program;
  private final Path kubeconfig;
  private final Path workDirectory;
  private final Map<String, String> environment;

  private Kubectl(
      Path program, Path kubeconfig, Path workDirectory, Map<String, String> environment) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.workDirectory = workDirectory;
    this.environment = Map.copyOf(environment);
  }

  /**
   * A kubectl.
   *
   * @param program the executable, or its name on the PATH
   * @param workDirectory where its cache and other files go
   */
  public static Kubectl of(Path program, Path kubeconfig, Path workDirectory) {
    String cache = workDirectory.resolve("kubectl-cache").toString();
    return new Kubectl(
        program, kubeconfig, workDirectory, Map.of("KUBECACHEDIR", cache, "KUBERC", "off"));
  }

  /** The kubeconfig that it uses. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** The same kubectl with another kubeconfig. */
  public Kubectl as(Path otherKubeconfig) {
    return new Kubectl(program, otherKubeconfig, workDirectory, environment);
  }

  /** The same kubectl with one more environment variable, for example {@code KUBE_EDITOR}. */
  public Kubectl with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Kubectl(program, kubeconfig, workDirectory, more);
  }

  /** Runs a command to its end, whatever its exit code. */
  public CommandResult run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Runs a command that reads the input, whatever its exit code. */
  public CommandResult runWithInput(String input, String... arguments) {
    try {
      Path folder = Files.createTempDirectory(workDirectory, "kubectl-");
      try {
        return run(folder, input, arguments);
      } finally {
        WorkDirectory.delete(folder);
      }
    } catch (IOException e) {
      throw new RigException("could not run kubectl: " + e.getMessage(), e);
    }
  }

  /**
   * Runs a command that must succeed.
   *
   * @return its output
   * @throws RigException with its error output if its exit code is not zero
   */
  public String output(String... arguments) {
    return outputOf(run(arguments), arguments);
  }

  /**
   * Applies manifests, {@code kubectl apply -f -}.
   *
   * @return what kubectl printed
   * @throws RigException with its error output if it fails
   */
  public String apply(String yaml) {
    return outputOf(runWithInput(yaml, "apply", "-f", "-"), "apply");
  }

  /**
   * Starts a command that goes on by itself, such as {@code get -w}; its output and error output
   * are appended to the file.
   */
  public ChildProcess start(Path output, String... arguments) {
    return ChildProcess.start(
        "kubectl " + String.join(" ", arguments), output, environment, command(arguments));
  }

  private CommandResult run(Path folder, String input, String... arguments) throws IOException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Path in = Files.writeString(folder.resolve("in"), input);
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RigException(
            "kubectl " + String.join(" ", arguments) + " did not end within " + LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while running kubectl", e);
    } finally {
      process.destroyForcibly();
    }
    return new CommandResult(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.addAll(List.of(arguments));
    return command;
  }

  private static String outputOf(CommandResult result, String... arguments) {
    if (!result.succeeded()) {
      throw new RigException(
          "kubectl %s ended with %d: %s"
              .formatted(String.join(" ", arguments), result.exitCode(), result.err().strip()));
    }
    return result.out();
  }
}
