package dev.jetway.cli.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.cluster.ProviderFlags;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway offer}: labels CRDs, so that consumer clusters can bind them. */
@Command(
    name = "offer",
    description = "Offer APIs of a control plane to the clusters that are connected.",
    footer = {
      "",
      "Examples:",
      "  jetway offer postgresinstances.platform.example.org --context control-plane",
      "  jetway offer platform.example.org --context control-plane   (every CRD of the group)",
      "",
      "CRDs of the category 'claim' are offered without it."
    })
public final class OfferCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();
  @Mixin final ProviderFlags provider = new ProviderFlags();

  @Option(
      names = "--label",
      paramLabel = "<key=value>",
      defaultValue = OfferRule.DEFAULT_SELECTOR,
      description = "The label that the gateway looks for. Default: ${DEFAULT-VALUE}")
  private String label = "";

  @Parameters(
      arity = "1..*",
      paramLabel = "<resource.group>",
      description = "Names of CRDs, or of groups.")
  private List<String> names = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = provider.target().client()) {
      OfferedCrds crds = new OfferedCrds(client, label);
      for (Map.Entry<String, ObjectNode> crd : crds.named(names).entrySet()) {
        if (crds.isLabelled(crd.getValue())) {
          terminal.print(crd.getKey() + " is offered already");
        } else {
          crds.offer(crd.getKey());
          terminal.print(crd.getKey() + " is offered");
        }
      }
      return 0;
    }
  }
}
