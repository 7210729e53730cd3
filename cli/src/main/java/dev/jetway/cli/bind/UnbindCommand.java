package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.cluster.ConsumerFlags;
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

/** {@code jetway unbind}: takes APIs away again; the objects at the control plane stay. */
@Command(
    name = "unbind",
    description =
        "Take bound APIs away from a consumer cluster. Objects stay at the control plane.",
    footer = {
      "",
      "Examples:",
      "  jetway unbind platform.example.org",
      "  jetway unbind postgresinstances.platform.example.org -n team-a",
      "",
      "What is not bound is passed over."
    })
public final class UnbindCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();
  @Mixin final ConsumerFlags consumer = new ConsumerFlags();

  @Option(
      names = "--connection",
      paramLabel = "<name>",
      description = "Only bindings to this connection. Default: to any.")
  private Optional<String> connection = Optional.empty();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "<name>",
      description = "The binding of this namespace. Default: that of the whole cluster.")
  private Optional<String> namespace = Optional.empty();

  @Parameters(
      arity = "1..*",
      paramLabel = "<resource.group>",
      description = "What was bound: a group, or one resource of it.")
  private List<String> names = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = consumer.target().client()) {
      Bindings bindings = new Bindings(client, terminal);
      List<ObjectNode> leaving = bindings.all().stream().filter(this::isMeant).toList();
      if (leaving.isEmpty()) {
        terminal.remark("nothing of it is bound");
      }
      bindings.delete(leaving, bindings.groupsOf(names));
      return 0;
    }
  }

  private boolean isMeant(JsonNode binding) {
    String group = binding.at("/spec/group").asText();
    String resource = binding.at("/spec/resource").asText();
    String bound = resource.isEmpty() ? group : resource + "." + group;
    return names.contains(bound)
        && binding.at("/metadata/namespace").asText().equals(namespace.orElse(""))
        && connection.map(binding.at("/spec/connection").asText()::equals).orElse(true);
  }
}
