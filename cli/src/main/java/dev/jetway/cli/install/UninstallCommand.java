package dev.jetway.cli.install;

import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.InstallFlags;
import dev.jetway.cli.cluster.ObjectsFlag;
import dev.jetway.cli.cluster.ServedObjects;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Removal;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jetway uninstall}: leaves nothing behind; stopped anywhere, it is repeated. */
@Command(
    name = "uninstall",
    synopsisSubcommandLabel = "connector|gateway",
    description = "Take a part out of a cluster, with everything of it.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  jetway uninstall connector --context shop --all",
      "  jetway uninstall gateway --context control-plane --dry-run",
      "",
      "It can be stopped at any point, and finishes its work when it is run again."
    })
public final class UninstallCommand {
  private static final Duration OBJECTS_WITHIN = Duration.ofMinutes(2);

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A consumer cluster's part. */
  @Command(
      name = "connector",
      description = "Take the connector out of a consumer cluster.",
      footer = {
        "",
        "Examples:",
        "  jetway uninstall connector --context shop",
        "  jetway uninstall connector --context shop --all --objects delete"
      })
  int connector(
      @Mixin HelpFlag help,
      @Mixin InstallFlags cluster,
      @Mixin ObjectsFlag objects,
      @Mixin RemovalFlags flags,
      @Option(
              names = "--registrations-only",
              description =
                  "Connections, bindings and APIServices alone: Helm, or who else installed the connector, removes the rest.")
          boolean registrationsOnly)
      throws Exception {
    Terminal terminal = Terminal.of(spec);
    Target target = cluster.target();
    try (ApiServerClient client = target.client()) {
      Removal removal = removal(client, target, terminal, flags);
      refuseUnlessAll(flags, removal.connections(), "connections", "disconnect them");
      if (objects.delete() && !flags.dryRun) {
        terminal.during(
            "deleting objects at the control plane",
            () -> {
              ServedObjects.deleteAll(
                  client, ServedObjects.all(client), OBJECTS_WITHIN, terminal::print);
              return true;
            });
      }
      return run(terminal, registrationsOnly ? removal::registrations : removal::connector);
    }
  }

  /** A control plane's part. */
  @Command(
      name = "gateway",
      description = "Take the gateway away from a control plane.",
      footer = {
        "",
        "Examples:",
        "  jetway uninstall gateway --context control-plane",
        "  jetway uninstall gateway --context control-plane --all --objects delete",
        "",
        "CRDs that are offered keep their label: see 'jetway unoffer'."
      })
  int gateway(
      @Mixin HelpFlag help,
      @Mixin InstallFlags cluster,
      @Mixin ObjectsFlag objects,
      @Mixin RemovalFlags flags)
      throws Exception {
    Terminal terminal = Terminal.of(spec);
    Target target = cluster.target();
    try (ApiServerClient client = target.client()) {
      Removal removal = removal(client, target, terminal, flags);
      refuseUnlessAll(flags, removal.enrolled(), "enrolled clusters", "disconnect them");
      return run(terminal, () -> removal.gateway(objects.delete()));
    }
  }

  private static Removal removal(
      ApiServerClient client, Target target, Terminal terminal, RemovalFlags flags) {
    return new Removal(
        client,
        target.systemNamespace(),
        flags.dryRun,
        change -> terminal.print(change + (flags.dryRun ? " (dry run)" : "")));
  }

  private static void refuseUnlessAll(
      RemovalFlags flags, List<String> users, String what, String remedy) {
    if (!users.isEmpty() && !flags.all) {
      throw SettingsException.of(
          "there are %s, %s: %s first, or give --all to remove them, too"
              .formatted(what, String.join(", ", users), remedy));
    }
  }

  private static int run(Terminal terminal, Task task) throws Exception {
    terminal.during(
        "removing",
        () -> {
          task.run();
          return true;
        });
    return 0;
  }

  @FunctionalInterface
  private interface Task {
    void run() throws Exception;
  }

  /** What both removals can be told. */
  static final class RemovalFlags {
    @Option(names = "--all", description = "Also what still uses it.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;
  }
}
