package dev.jetway.cli.takeover;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.view.Cluster;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.ProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.connect.EnrolledCluster;
import dev.jetway.cli.terminal.Machine;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.cli.terminal.TextTable;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Enrolment;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway import}: takes over objects that MCP Connector left at a control plane. */
@Command(
    name = "import",
    description = "Take over the objects of a cluster that MCP Connector made at a control plane.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  jetway import shop --context control-plane --namespace apps --cluster-id <UID>",
      "  jetway import shop --context control-plane --yes",
      "",
      "Only labels change: those of MCP Connector stay, and Jetway's are added. Without --yes the",
      "control plane is asked whether it would take them, and nothing is stored.",
      "Exit codes: 0 done, 1 an object was refused, 2 wrong usage."
    })
public final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "<cluster>", description = "Name of the cluster at the control plane.")
  private String cluster = "";

  @Mixin final ProviderFlags provider = new ProviderFlags();

  @Option(
      names = "--namespace",
      paramLabel = "<name>",
      description =
          "The control plane's namespace with all objects of the cluster. Default: what its"
              + " enrolment says.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--cluster-id",
      paramLabel = "<uid>",
      description =
          "UID of the cluster's namespace kube-system. Default: what its enrolment has, once it was"
              + " connected.")
  private Optional<String> clusterId = Optional.empty();

  @Mixin final SourceLabels labels = new SourceLabels();

  @Option(
      names = "--offer-selector",
      paramLabel = "<selector>",
      defaultValue = OfferRule.DEFAULT_SELECTOR,
      description =
          "The gateway's --offer-selector. Claims are looked at without it. Default:"
              + " ${DEFAULT-VALUE}")
  private String offerSelector = "";

  @Option(names = "--yes", description = "Do it, rather than only ask the control plane.")
  private boolean yes;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|yaml",
      description = "For programs.")
  private Optional<Machine.Form> output = Optional.empty();

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Target there = provider.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = there.client()) {
      OfferRule offers = OfferRule.parse(offerSelector, true);
      Optional<ObjectNode> account =
          client.find(
              "/api/v1/namespaces/" + there.systemNamespace() + "/serviceaccounts/" + cluster);
      String single = namespace(account);
      if (single.equals(there.systemNamespace())) {
        throw SettingsException.of(
            "--namespace: " + single + " is the gateway's own, consumer clusters may not have it");
      }
      Takeover takeover = new Takeover(new Cluster(cluster), identity(account), labels);
      Importing importing = new Importing(client, takeover, single, !yes);
      List<Importing.Line> lines =
          terminal.during("importing", () -> importing.run(offers, labels.cluster()));
      return tell(terminal, lines);
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(String.valueOf(e.getMessage()));
    }
  }

  private String namespace(Optional<ObjectNode> account) {
    String enrolled = annotation(account, Enrolment.SINGLE_NAMESPACE);
    boolean isEnrolled =
        account
            .filter(found ->
                !found.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText().isEmpty())
            .isPresent();
    if (isEnrolled && enrolled.isEmpty()) {
      throw SettingsException.of(
          "cluster \"%s\" is enrolled with a namespace for each of its own: revoke it with 'jetway token revoke %s', and connect it again after the import, with --mode Single"
              .formatted(cluster, cluster));
    }
    if (enrolled.isEmpty() && namespace.isEmpty()) {
      throw SettingsException.of(
          "--namespace: must be given, no cluster \"" + cluster + "\" is enrolled");
    }
    if (!enrolled.isEmpty() && !namespace.orElse(enrolled).equals(enrolled)) {
      throw SettingsException.of(
          "--namespace: cluster \"%s\" is enrolled with the namespace %s"
              .formatted(cluster, enrolled));
    }
    return namespace.orElse(enrolled);
  }

  private String identity(Optional<ObjectNode> account) {
    String pinned = annotation(account, EnrolledCluster.CLUSTER_ID);
    if (pinned.isEmpty() && clusterId.isEmpty()) {
      throw SettingsException.of(
          "--cluster-id: must be given, the cluster has not been connected yet: kubectl get"
              + " namespace kube-system -o jsonpath={.metadata.uid} says it");
    }
    String identity = clusterId.orElse(pinned);
    if (!pinned.isEmpty() && !pinned.equals(identity)) {
      throw SettingsException.of(
          "--cluster-id: cluster \"%s\" is known by the identity %s".formatted(cluster, pinned));
    }
    if (!NamespaceMode.Single.isUsable(identity)) {
      throw SettingsException.of("--cluster-id: must not be empty or hold \"x-\"");
    }
    return identity;
  }

  private static String annotation(Optional<ObjectNode> account, String key) {
    return account.map(found -> found.at("/metadata/annotations").path(key).asText()).orElse("");
  }

  private int tell(Terminal terminal, List<Importing.Line> lines) {
    if (output.isPresent()) {
      terminal.print(output.get().render(machine(lines)));
    } else {
      TextTable table = new TextTable("WHAT", "API", "OBJECT", "NAMESPACE", "NAME", "REASON");
      for (Importing.Line line : lines) {
        table.row(
            line.verdict().word(),
            line.api(),
            line.object(),
            dash(line.called().namespace()),
            dash(line.called().name()),
            dash(line.verdict().reason()));
      }
      table.lines().forEach(terminal::print);
    }
    long changed = count(lines, Verdict.Import.class);
    long refused = count(lines, Verdict.Refused.class);
    terminal.remark(
        yes
            ? "%d changed, %d refused".formatted(changed, refused)
            : "%d would change, %d refused: nothing was stored, --yes does it"
                .formatted(changed, refused));
    return refused == 0 ? 0 : 1;
  }

  private ObjectNode machine(List<Importing.Line> lines) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("dryRun", !yes);
    ArrayNode objects = result.putArray("objects");
    for (Importing.Line line : lines) {
      ObjectNode object = objects.addObject();
      object
          .put("what", line.verdict().word())
          .put("api", line.api())
          .put("object", line.object())
          .put("namespace", line.called().namespace())
          .put("name", line.called().name())
          .put("reason", line.verdict().reason());
      if (line.verdict() instanceof Verdict.Import(Map<String, String> added)) {
        ObjectNode labelled = object.putObject("labels");
        added.forEach(labelled::put);
      }
    }
    return result;
  }

  private static long count(List<Importing.Line> lines, Class<? extends Verdict> kind) {
    return lines.stream().filter(line -> kind.isInstance(line.verdict())).count();
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
