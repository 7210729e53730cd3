package dev.jetway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs command lines in this JVM, and parses those of the processes without starting them. */
final class CommandLines {
  record Result(int exitCode, String out, String err) {}

  private CommandLines() {}

  static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Jetway.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  static GatewaySettings gateway(List<String> flags) {
    return parse("gateway", flags, GatewayCommand.class).settings();
  }

  static ConnectorSettings connector(List<String> flags) {
    return parse("connector", flags, ConnectorCommand.class).settings();
  }

  private static <T> T parse(String command, List<String> flags, Class<T> type) {
    CommandLine commandLine = Jetway.commandLine();
    ParseResult parsed =
        commandLine.parseArgs(
            Stream.concat(Stream.of(command), flags.stream()).toArray(String[]::new));
    return type.cast(parsed.subcommand().commandSpec().userObject());
  }
}
