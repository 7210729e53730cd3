package dev.jetway.cli.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private final OfferedNames offered = new OfferedNames();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    offered.each(Terminal.of(spec), OfferCommand::offer);
    return 0;
  }

  private static String offer(OfferedCrds crds, String name, ObjectNode crd) {
    if (crds.isLabelled(crd)) {
      return name + " is offered already";
    }
    crds.offer(name);
    return name + " is offered";
  }
}
