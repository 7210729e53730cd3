package dev.jetway.cli.connect;

import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.cluster.ConsumerFlags;
import dev.jetway.cli.cluster.ObjectsFlag;
import dev.jetway.cli.cluster.OtherProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway disconnect}: takes a connection away, with its bindings. */
@Command(
    name = "disconnect",
    description = "Take a connection away from a consumer cluster, and its access there.",
    footer = {
      "",
      "Examples:",
      "  jetway disconnect prod --provider-context control-plane --consumer-context shop",
      "  jetway disconnect prod --consumer-context shop --objects delete",
      "",
      "Without a kubeconfig or context of the control plane, the cluster's access there stays.",
      "The connector stays installed: see 'jetway uninstall connector'.",
      "It can be stopped at any point, and finishes its work when it is run again."
    })
public final class DisconnectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "<connection>", description = "Name of the connection.")
  private String connection = "";

  @Mixin final OtherProviderFlags provider = new OtherProviderFlags();
  @Mixin final ConsumerFlags consumer = new ConsumerFlags();
  @Mixin final ObjectsFlag objects = new ObjectsFlag();

  @Option(
      names = "--name",
      paramLabel = "<name>",
      description =
          "Name of this cluster at the control plane. Default: what the connection says it is.")
  private Optional<String> name = Optional.empty();

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Target here = consumer.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = here.client()) {
      Disconnecting disconnecting =
          new Disconnecting(client, here.systemNamespace(), terminal, connection);
      if (!provider.given()) {
        disconnecting.run(objects.delete(), Disconnecting.OtherEnd.LEFT_ALONE);
        return 0;
      }
      Target there = provider.target();
      try (ApiServerClient providerClient = there.client()) {
        ProviderSide side =
            new ProviderSide(providerClient, there.systemNamespace(), terminal, name);
        disconnecting.run(objects.delete(), side);
        return 0;
      }
    }
  }
}
