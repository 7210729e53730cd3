package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.ConsumerFlags;
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

/** {@code jetway bind}: makes an offered API available, and waits until it is. */
@Command(
    name = "bind",
    description = "Make offered APIs available in a consumer cluster, or in one namespace of it.",
    footer = {
      "",
      "Examples:",
      "  jetway bind platform.example.org --connection prod",
      "  jetway bind postgresinstances.platform.example.org --connection prod -n team-a",
      "",
      "Exit codes: 0 bound, 1 failed, 2 wrong usage or not offered, 3 not bound in time."
    })
public final class BindCommand implements Callable<Integer> {
  /** What an update policy may be. */
  enum UpdatePolicy {
    Apply,
    Approve
  }

  @Mixin final HelpFlag help = new HelpFlag();
  @Mixin final ConsumerFlags consumer = new ConsumerFlags();
  @Mixin final TimeoutFlag timeout = new TimeoutFlag();

  @Option(
      names = "--connection",
      required = true,
      paramLabel = "<name>",
      description = "The ClusterConnection that offers it.")
  private String connection = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "<name>",
      description = "Only in this namespace. Default: in the whole cluster.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--update-policy",
      paramLabel = "Apply|Approve",
      description = "Whether changes that break clients wait for approval. Default: Apply")
  private Optional<UpdatePolicy> updatePolicy = Optional.empty();

  @Parameters(
      arity = "1..*",
      paramLabel = "<resource.group>",
      description = "A group, or one resource of it.")
  private List<String> names = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = consumer.target().client()) {
      ObjectNode offering =
          client
              .find("/apis/" + Binding.API_VERSION + "/clusterconnections/" + connection)
              .orElseThrow(() ->
                  SettingsException.of(
                      "--connection: there is no ClusterConnection \""
                          + connection
                          + "\": see kubectl get clusterconnections, or connect with 'jetway"
                          + " connect'"));
      Bindings bindings = new Bindings(client, terminal);
      List<Binding> wanted =
          names.stream().map(name -> Binding.of(name, offering, namespace)).toList();
      for (Binding binding : wanted) {
        bindings.apply(binding, updatePolicy.map(UpdatePolicy::name));
      }
      for (Binding binding : wanted) {
        bindings.awaitBound(binding, timeout.duration());
      }
      return 0;
    }
  }
}
