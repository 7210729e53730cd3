package dev.jetway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jetway version}. */
@Command(name = "version", description = "Print the version of this program and of its Java.")
final class VersionCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .printf("jetway %s (Java %s)%n", Version.current(), Runtime.version().feature());
    return 0;
  }
}
