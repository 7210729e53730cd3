package dev.jetway.cli.install;

import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.InstallFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ProviderManifests;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jetway install}: applies what a part needs. Repeating it changes nothing. */
@Command(
    name = "install",
    synopsisSubcommandLabel = "connector|gateway",
    description = "Install a part in a cluster, or bring it to another version.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  jetway install gateway --context control-plane --image registry.example/jetway:1 \\",
      "    --tls-name gateway.example.org",
      "  jetway install connector --context shop --image registry.example/jetway:1 --dry-run",
      "  jetway install connector --context shop --image registry.example/jetway:2 --upgrade --wait",
      "  jetway install connector --context shop --version 2.0.1 --upgrade"
    })
public final class InstallCommand {
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A consumer cluster's part. */
  @Command(
      name = "connector",
      description = "Install the connector in a consumer cluster; it follows ClusterConnections.",
      footer = {
        "",
        "Example:",
        "  jetway install connector --context shop --image registry.example/jetway:1 --wait"
      })
  int connector(@Mixin HelpFlag help, @Mixin InstallFlags cluster, @Mixin WorkloadFlags workload)
      throws Exception {
    Target target = cluster.target();
    return install(target, workload, "jetway-connector", ConsumerManifests::render);
  }

  /** A control plane's part. */
  @Command(
      name = "gateway",
      description = "Install the gateway beside a control plane.",
      footer = {
        "",
        "Example:",
        "  jetway install gateway --context control-plane --image registry.example/jetway:1 \\",
        "    --tls-name gateway.example.org"
      })
  int gateway(
      @Mixin HelpFlag help,
      @Mixin InstallFlags cluster,
      @Mixin WorkloadFlags workload,
      @Option(
              names = "--service-type",
              paramLabel = "<type>",
              defaultValue = "LoadBalancer",
              description = "ClusterIP, NodePort or LoadBalancer. Default: ${DEFAULT-VALUE}")
          String serviceType,
      @Option(
              names = "--tls-name",
              paramLabel = "<name>",
              split = ",",
              description = "DNS name or IP address under which connectors reach the gateway.")
          List<String> names)
      throws Exception {
    return install(
        cluster.target(),
        workload,
        "jetway-gateway",
        chosen ->
            ProviderManifests.render(
                new ProviderManifests.Options(
                    chosen, serviceType, names == null ? List.of() : names)));
  }

  private int install(Target target, WorkloadFlags flags, String name, Installer.Renderer renderer)
      throws Exception {
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = target.client()) {
      Installer installer = new Installer(client, terminal, target.systemNamespace(), name);
      installer.install(flags.choice(), renderer);
      return 0;
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(String.valueOf(e.getMessage()));
    }
  }

  /** What both parts' Deployments can be told. */
  static final class WorkloadFlags {
    @Option(
        names = "--image",
        paramLabel = "<image>",
        defaultValue = "",
        description = "Container image of Jetway. Default: the one that is installed already.")
    private String image = "";

    @Option(
        names = "--version",
        paramLabel = "<version>",
        description =
            "Tag of that image, in the place of the installed one's. It must be this program's own"
                + " version, or differ after the second number only.")
    private Optional<String> version = Optional.empty();

    @Option(
        names = "--replicas",
        paramLabel = "<number>",
        defaultValue = "2",
        description = "Number of pods. Default: ${DEFAULT-VALUE}")
    private int replicas;

    @Option(
        names = "--argument",
        paramLabel = "<flag>",
        description = "One more flag for the process, such as --argument=--log-level=debug.")
    private List<String> arguments = List.of();

    @Option(
        names = "--upgrade",
        description = "Change the image or the flags of a part that is installed.")
    private boolean upgrade;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;

    @Option(names = "--wait", description = "Wait until its pods are ready.")
    private boolean wait;

    Installer.Choice choice() {
      return new Installer.Choice(
          image, version, replicas, List.copyOf(arguments), upgrade, dryRun, wait);
    }
  }
}
