package dev.jetway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jetway version}. */
@Command(
    name = "version",
    description = "Print the version and the commit of this program, and its Java.")
final class VersionCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .printf(
            "jetway %s (commit %s, Java %s)%n",
            Version.current(), Version.commit(), Runtime.version().feature());
    return 0;
  }
}
