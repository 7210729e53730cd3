package dev.jetway.cli.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.cluster.ProviderFlags;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which CRDs of which control plane are offered, or no longer. */
final class OfferedNames {
  @Mixin private final ProviderFlags provider = new ProviderFlags();

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

  /** What is done with one CRD; says what came of it. */
  interface Step {
    String take(OfferedCrds crds, String name, ObjectNode crd);
  }

  /** Takes the step for each CRD that is named. */
  void each(Terminal terminal, Step step) {
    try (ApiServerClient client = provider.target().client()) {
      OfferedCrds crds = new OfferedCrds(client, label);
      crds.named(names).forEach((name, crd) -> terminal.print(step.take(crds, name, crd)));
    }
  }
}
