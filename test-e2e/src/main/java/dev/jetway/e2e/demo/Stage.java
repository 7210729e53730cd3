package dev.jetway.e2e.demo;

import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.RigException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the audience sees: steps with the time they took, and kubectl commands with what they
 * printed. For one thread.
 */
final class Stage {
  private final PrintWriter out;
  private final boolean colours;
  private int steps;

  Stage(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Says what comes next. */
  void title(String text) {
    out.println();
    out.println(bold(++steps + ". " + text));
    out.flush();
  }

  /** A line of explanation or progress. */
  void say(String text) {
    out.println("   " + text);
    out.flush();
  }

  /** Does something that may take a while, and says how long it took. */
  <T> T during(String what, Supplier<T> work) {
    out.print("   " + what + " ... ");
    out.flush();
    Instant start = Instant.now();
    T result = work.get();
    out.printf("done in %.1f s%n", Duration.between(start, Instant.now()).toMillis() / 1000.0);
    out.flush();
    return result;
  }

  /**
   * Runs kubectl, and shows the command and its output.
   *
   * @throws RigException if it fails
   */
  String kubectl(TargetCluster cluster, String... arguments) {
    return kubectlWithInput(cluster, "", arguments);
  }

  /** The same with an input. */
  String kubectlWithInput(TargetCluster cluster, String input, String... arguments) {
    List<String> shown = new ArrayList<>(List.of("kubectl"));
    for (String argument : arguments) {
      shown.add(argument.matches("[A-Za-z0-9_./=:,-]+") ? argument : "'" + argument + "'");
    }
    out.println("   " + cluster.name() + "$ " + bold(String.join(" ", shown)));
    out.flush();
    CommandResult result = cluster.kubectl().runWithInput(input, arguments);
    result.out().lines().forEach(line -> out.println("   " + line));
    if (!result.succeeded()) {
      throw new RigException(
          "kubectl ended with "
              + result.exitCode()
              + " in "
              + cluster.name()
              + ": "
              + result.err().strip());
    }
    out.flush();
    return result.out();
  }

  private String bold(String text) {
    return colours ? "\033[1m" + text + "\033[0m" : text;
  }
}
