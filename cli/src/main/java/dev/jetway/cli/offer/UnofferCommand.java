package dev.jetway.cli.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private final OfferedNames offered = new OfferedNames();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    offered.each(Terminal.of(spec), UnofferCommand::unoffer);
    return 0;
  }

  private static String unoffer(OfferedCrds crds, String name, ObjectNode crd) {
    if (crds.isLabelled(crd)) {
      crds.unoffer(name);
    }
    return OfferRule.isClaim(crd)
        ? name
            + " has no label, but is still offered for its category \"claim\": see the gateway's --offer-claims"
        : name + " is not offered";
  }
}
