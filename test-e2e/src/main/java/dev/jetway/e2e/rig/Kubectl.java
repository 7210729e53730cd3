package dev.jetway.e2e.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
  private final Command command;

  private Kubectl(
      Path program, Path kubeconfig, Path workDirectory, Map<String, String> environment) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.command =
        new Command(
            "kubectl",
            List.of(program.toString(), "--kubeconfig=" + kubeconfig),
            environment,
            workDirectory,
            LIMIT);
  }

  private Kubectl(Path program, Path kubeconfig, Command command) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.command = command;
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

  /**
   * The same kubectl without flags of its own, since none may stand before the name of a plugin.
   *
   * @param plugins the folder of the plugins
   */
  public Command withPlugins(Path plugins) {
    return new Command(
            "kubectl",
            List.of(program.toString()),
            command.environment(),
            command.workDirectory(),
            LIMIT)
        .with("KUBECONFIG", kubeconfig.toString())
        .with("PATH", plugins + ":" + System.getenv("PATH"));
  }

  /** The same kubectl with another kubeconfig. */
  public Kubectl as(Path otherKubeconfig) {
    return new Kubectl(program, otherKubeconfig, command.workDirectory(), command.environment());
  }

  /** The same kubectl with one more environment variable, for example {@code KUBE_EDITOR}. */
  public Kubectl with(String variable, String value) {
    return new Kubectl(program, kubeconfig, command.with(variable, value));
  }

  /** Runs a command to its end, whatever its exit code. */
  public CommandResult run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Runs a command that reads the input, whatever its exit code. */
  public CommandResult runWithInput(String input, String... arguments) {
    return command.run(input, arguments);
  }

  /**
   * Runs a command that must succeed.
   *
   * @return its output
   * @throws RigException with its error output if its exit code is not zero
   */
  public String output(String... arguments) {
    return command.output("", arguments);
  }

  /**
   * Applies manifests, {@code kubectl apply -f -}.
   *
   * @return what kubectl printed
   * @throws RigException with its error output if it fails
   */
  public String apply(String yaml) {
    return command.output(yaml, "apply", "-f", "-");
  }

  /**
   * Starts a command that goes on by itself, such as {@code get -w}; its output and error output
   * are appended to the file.
   */
  public ChildProcess start(Path output, String... arguments) {
    return command.start(output, arguments);
  }
}
