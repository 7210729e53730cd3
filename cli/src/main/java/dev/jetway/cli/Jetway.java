package dev.jetway.cli;

import dev.jetway.cli.bind.BindCommand;
import dev.jetway.cli.bind.UnbindCommand;
import dev.jetway.cli.connect.ConnectCommand;
import dev.jetway.cli.connect.DisconnectCommand;
import dev.jetway.cli.connect.KubeconfigCommand;
import dev.jetway.cli.connect.TokenCommand;
import dev.jetway.cli.doctor.DoctorCommand;
import dev.jetway.cli.install.InstallCommand;
import dev.jetway.cli.install.UninstallCommand;
import dev.jetway.cli.offer.OfferCommand;
import dev.jetway.cli.offer.UnofferCommand;
import dev.jetway.cli.status.StatusCommand;
import dev.jetway.cli.takeover.ImportCommand;
import dev.jetway.cli.terminal.NotInTimeException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The {@code jetway} executable. */
@Command(
    name = "jetway",
    synopsisSubcommandLabel = "<command>",
    description =
        "The APIs of a remote Kubernetes control plane, in other clusters as if they were local.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "'jetway <command> --help' explains a command, with examples.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not ready in time."
    },
    subcommands = {
      InstallCommand.class,
      UninstallCommand.class,
      OfferCommand.class,
      UnofferCommand.class,
      ConnectCommand.class,
      DisconnectCommand.class,
      BindCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      TokenCommand.class,
      ImportCommand.class,
      KubeconfigCommand.class,
      UnbindCommand.class,
      GatewayCommand.class,
      ConnectorCommand.class,
      ManifestsCommand.class,
      VersionCommand.class
    })
public final class Jetway {
  @Mixin final HelpFlag help = new HelpFlag();

  private Jetway() {}

  /** Runs the command line and exits the JVM. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /**
   * All commands; errors are told on stderr, a line each, without stack traces. More subcommands
   * can be added.
   */
  public static CommandLine commandLine() {
    return new CommandLine(new Jetway())
        .addSubcommand(CompleteCommand.commandLine())
        .setParameterExceptionHandler((e, _) -> tell(e.getCommandLine(), e, 2))
        .setExecutionExceptionHandler((e, command, _) -> tell(command, e, exitCode(e)))
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(40);
  }

  private static int exitCode(Exception e) {
    return switch (e) {
      case SettingsException _ -> 2;
      case NotInTimeException _ -> 3;
      default -> 1;
    };
  }

  /**
   * One line for each line of the message, and for wrong usage one more that says where help is.
   */
  private static int tell(CommandLine command, Exception e, int exitCode) {
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    message.lines().forEach(line -> err.println(name + ": " + line));
    if (exitCode == 2) {
      err.println(name + ": see '" + name + " --help'");
    }
    err.flush();
    return exitCode;
  }
}
