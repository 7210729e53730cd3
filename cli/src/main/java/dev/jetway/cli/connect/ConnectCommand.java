package dev.jetway.cli.connect;

import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.ConsumerFlags;
import dev.jetway.cli.cluster.OtherProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.cluster.TimeoutFlag;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway connect}: everything at once, from the enrolment to the first API. */
@Command(
    name = "connect",
    description = "Connect a consumer cluster with a control plane.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  jetway connect prod --provider-context control-plane --consumer-context shop \\",
      "    --image registry.example/jetway:1 --bind platform.example.org",
      "  jetway connect prod --provider-context control-plane --consumer-context shop \\",
      "    --gateway gateway.example.org:443 --no-install --pull",
      "  jetway connect prod apps --mode Single --provider-context control-plane",
      "",
      "Run again, it changes what is different and leaves the rest.",
      "Exit codes: 0 Ready, 1 failed, 2 wrong usage, 3 not Ready or not bound in time."
    })
public final class ConnectCommand implements Callable<Integer> {
  /** How namespaces are mapped. */
  enum Mode {
    PerNamespace,
    Single
  }

  @Parameters(
      index = "0",
      paramLabel = "<control-plane>",
      description = "Name of the connection in the consumer cluster.")
  private String connection = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "<namespace>",
      description = "The control plane's one namespace for all objects, with --mode Single.")
  private Optional<String> namespace = Optional.empty();

  @Mixin final OtherProviderFlags provider = new OtherProviderFlags();
  @Mixin final ConsumerFlags consumer = new ConsumerFlags();

  @Option(
      names = "--name",
      paramLabel = "<name>",
      description =
          "Name of this cluster at the control plane. Default: made of its kubeconfig's context.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "PerNamespace|Single",
      description =
          "A namespace of the control plane for each of this cluster's, or one for all. Default:"
              + " PerNamespace, and Single where a namespace is named.")
  private Optional<Mode> mode = Optional.empty();

  @Mixin final GatewayAccessFlags gateway = new GatewayAccessFlags();

  @Option(
      names = "--image",
      paramLabel = "<image>",
      defaultValue = "",
      description = "Container image of the connector. Default: the one that is installed.")
  private String image = "";

  @Option(
      names = "--no-install",
      description = "The connector is installed by other means, or runs elsewhere.")
  private boolean noInstall;

  @Option(
      names = "--bind",
      paramLabel = "<resource.group>",
      description = "A group, or one resource of it, to bind at once; may be repeated.")
  private List<String> bind = List.of();

  @Option(names = "--pull", description = "Bind all that is offered, now and later.")
  private boolean pull;

  @Mixin final TimeoutFlag timeout = new TimeoutFlag();
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Target there = provider.target();
    Target here = consumer.target();
    Connecting.Wish wish =
        new Connecting.Wish(
            connection,
            name.orElseGet(() -> Enrolling.nameAfter(here.contextName())),
            single(),
            gateway,
            noInstall ? Optional.empty() : Optional.of(image),
            bind,
            pull,
            timeout.duration());
    try (ApiServerClient providerClient = there.client();
        ApiServerClient consumerClient = here.client()) {
      new Connecting(
              providerClient,
              there.systemNamespace(),
              consumerClient,
              here.systemNamespace(),
              Terminal.of(spec))
          .run(wish);
      return 0;
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> single() {
    if (mode.equals(Optional.of(Mode.Single)) && namespace.isEmpty()) {
      throw SettingsException.of("--mode Single needs the namespace after the connection's name");
    }
    if (mode.equals(Optional.of(Mode.PerNamespace)) && namespace.isPresent()) {
      throw SettingsException.of("a namespace is for --mode Single only");
    }
    return namespace;
  }
}
