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

/** {@code jetway unoffer}: takes the label away again. */
@Command(
    name = "unoffer",
    description = "Offer APIs of a control plane no longer. Objects stay.",
    footer = {
      "",
      "Examples:",
      "  jetway unoffer postgresinstances.platform.example.org --context control-plane",
      "  jetway unoffer platform.example.org --context control-plane   (every CRD of the group)",
      "",
      "CRDs of the category 'claim' stay offered, unless the gateway runs with --offer-claims=false."
    })
public final class UnofferCommand implements Callable<Integer> {
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
          crds.unoffer(crd.getKey());
        }
        terminal.print(
            OfferedCrds.isClaim(crd.getValue())
                ? crd.getKey()
                    + " has no label, but is still offered for its category \"claim\": see the gateway's --offer-claims"
                : crd.getKey() + " is not offered");
      }
      return 0;
    }
  }
}
