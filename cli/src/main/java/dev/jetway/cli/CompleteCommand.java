package dev.jetway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway __complete}: what kubectl asks its plugin when Tab is pressed. */
@Command(name = "__complete", hidden = true, description = "Print how a command line can go on.")
final class CompleteCommand implements Callable<Integer> {
  @Parameters List<String> words = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private CompleteCommand() {}

  /** What it is asked about is not for itself, also where it looks like a flag. */
  static CommandLine commandLine() {
    return new CommandLine(new CompleteCommand()).setUnmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Completion.of(spec.root(), words).forEach(out::println);
    out.flush();
    return 0;
  }
}
