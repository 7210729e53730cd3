package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.ProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Machine;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.cli.terminal.TextTable;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.BootstrapToken;
import dev.jetway.manifests.DirectAccount;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway token}: who may dial in at a control plane. */
@Command(
    name = "token",
    synopsisSubcommandLabel = "create|list|revoke",
    description = "Make, list and revoke the access of consumer clusters at a control plane.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  jetway token create shop --context control-plane",
      "  jetway token create shop --context control-plane --secret-for prod | \\",
      "    kubectl --context shop apply -f -",
      "  jetway token list --context control-plane",
      "  jetway token revoke shop --context control-plane"
    })
public final class TokenCommand {
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Enrols a cluster if it is not, and prints a token. */
  @Command(
      name = "create",
      description =
          "Let a consumer cluster in, and print a token that works once, within ten minutes.",
      footer = {
        "",
        "Examples:",
        "  jetway token create shop",
        "  jetway token create shop --secret-for prod | kubectl --context shop apply -f -",
        "",
        "The connector exchanges it for a token of its own. Making another ends the one before."
      })
  int create(
      @Mixin HelpFlag help,
      @Mixin ProviderFlags provider,
      @Mixin CreateFlags flags,
      @Mixin GatewayAccessFlags gateway,
      @Parameters(paramLabel = "<cluster>", description = "Name of the consumer cluster.")
          String cluster)
      throws InterruptedException {
    Target there = provider.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = there.client()) {
      String account = accounts(there) + "/" + cluster;
      if (client.find(account).isEmpty()) {
        // What was done goes to stderr: stdout is the token alone.
        Terminal remarks = new Terminal(terminal.err(), terminal.err(), terminal.interactive());
        new Enrolling(client, remarks, there.systemNamespace())
            .enrol(cluster, "", flags.singleNamespace);
      }
      String token =
          BootstrapToken.create(client, there.systemNamespace(), cluster, gateway.audience())
              .token();
      if (flags.secretFor.isEmpty()) {
        terminal.print(token);
        return 0;
      }
      GatewayAccess access = gateway.find(client, there.systemNamespace());
      String connection = flags.secretFor.get();
      ObjectNode secret =
          ConnectionObjects.secret(connection, flags.consumerNamespace, access, token);
      terminal.print(ManifestYaml.write(List.of(secret)).stripTrailing());
      return 0;
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(String.valueOf(e.getMessage()));
    }
  }

  /** What {@code create} can be told. */
  static final class CreateFlags {
    @Option(
        names = "--single-namespace",
        paramLabel = "<name>",
        description = "The one namespace for all its objects, if it is not enrolled yet.")
    private Optional<String> singleNamespace = Optional.empty();

    @Option(
        names = "--secret-for",
        paramLabel = "<connection>",
        description = "Print the Secret of a ClusterConnection of this name instead.")
    private Optional<String> secretFor = Optional.empty();

    @Option(
        names = "--consumer-system-namespace",
        paramLabel = "<name>",
        defaultValue = "jetway-system",
        description = "Namespace of the connector, for that Secret. Default: ${DEFAULT-VALUE}")
    private String consumerNamespace = "";
  }

  /** Prints the enrolled clusters. */
  @Command(
      name = "list",
      description = "List the consumer clusters and kubeconfigs that are let in.",
      footer = {"", "Example:", "  jetway token list --context control-plane -o json"})
  int list(
      @Mixin HelpFlag help,
      @Mixin ProviderFlags provider,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "json|yaml",
              description = "For programs.")
          Optional<Machine.Form> output) {
    Target there = provider.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = there.client()) {
      List<EnrolledCluster> clusters = EnrolledCluster.all(client, there.systemNamespace());
      List<String> kubeconfigs = kubeconfigs(client, there);
      if (output.isPresent()) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Instant now = Instant.now();
        clusters.forEach(cluster -> result.withArray("clusters").add(cluster.toJson(now)));
        kubeconfigs.forEach(result.withArray("kubeconfigs")::add);
        terminal.print(output.get().render(result));
        return 0;
      }
      TextTable table = new TextTable("CLUSTER", "MODE", "IDENTITY");
      clusters.forEach(cluster -> table.row(cluster.name(), cluster.mode(), cluster.identity()));
      kubeconfigs.forEach(name -> table.row(name, "kubeconfig", "-"));
      table.lines().forEach(terminal::print);
      return 0;
    }
  }

  /** Takes a cluster's access away. */
  @Command(
      name = "revoke",
      description =
          "Take the access of a consumer cluster, or of a kubeconfig, away. Objects stay.",
      footer = {
        "",
        "Example:",
        "  jetway token revoke shop --context control-plane",
        "  jetway token revoke shop.argocd --context control-plane",
        "",
        "The second takes away what 'jetway kubeconfig shop --for argocd' gave.",
        "All its tokens are invalid then, and its open tunnels end within seconds."
      })
  int revoke(
      @Mixin HelpFlag help,
      @Mixin ProviderFlags provider,
      @Parameters(
              paramLabel = "<cluster>",
              description = "Name of the consumer cluster, or of a kubeconfig as 'list' has it.")
          String cluster)
      throws InterruptedException {
    Target there = provider.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = there.client()) {
      ObjectNode account =
          client
              .find(accounts(there) + "/" + cluster)
              .orElseThrow(() ->
                  SettingsException.of(
                      "no cluster \"" + cluster + "\" is let in: see 'jetway token list'"));
      JsonNode labels = account.at("/metadata/labels");
      if (labels.has(DirectAccount.CLUSTER_LABEL)) {
        account.put("apiVersion", "v1").put("kind", "ServiceAccount");
        new Applier(client, false, change -> terminal.print(change.toString()))
            .delete(List.of(account));
        return 0;
      }
      if (labels.path(Enrolment.CLUSTER_LABEL).asText().isEmpty()) {
        throw SettingsException.of(
            "ServiceAccount \"" + cluster + "\" stands for no cluster: see 'jetway token list'");
      }
      new Removal(
              client, there.systemNamespace(), false, change -> terminal.print(change.toString()))
          .unenrol(cluster);
      return 0;
    }
  }

  /** What {@code jetway kubeconfig} gave. */
  private static List<String> kubeconfigs(ApiServerClient client, Target there) {
    String query = QueryString.EMPTY.with("labelSelector", DirectAccount.CLUSTER_LABEL).encode();
    List<String> names = new ArrayList<>();
    client
        .get(accounts(there), query)
        .path("items")
        .forEach(account -> names.add(account.at("/metadata/name").asText()));
    return List.copyOf(names);
  }

  private static String accounts(Target there) {
    return "/api/v1/namespaces/" + there.systemNamespace() + "/serviceaccounts";
  }
}
