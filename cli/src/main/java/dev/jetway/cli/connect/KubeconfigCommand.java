package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.TextValues;
import dev.jetway.cli.cluster.ProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.DirectAccount;
import dev.jetway.manifests.Enrolment;
import dev.jetway.tunnel.ProviderNamespaceName;
import dev.jetway.tunnel.TunnelToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway kubeconfig}: the control plane through its gateway, without a connector. */
@Command(
    name = "kubeconfig",
    description =
        "Write a kubeconfig of a control plane through its gateway, for people and controllers.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  jetway kubeconfig shop --context control-plane > shop.yaml",
      "  jetway kubeconfig shop --context control-plane --for argocd --duration 720h \\",
      "    --output argocd.yaml",
      "  jetway token revoke shop.argocd --context control-plane",
      "",
      "It shows the control plane's own namespaces and names: those of the cluster, and offered",
      "APIs alone. It works until the token ends, or either it or the cluster is revoked.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, or something is missing or in the way."
    })
public final class KubeconfigCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  @Parameters(
      paramLabel = "<cluster>",
      description = "Name of the consumer cluster at the control plane, which is enrolled there.")
  private String cluster = "";

  @Mixin final ProviderFlags provider = new ProviderFlags();

  @Option(
      names = "--for",
      paramLabel = "<name>",
      defaultValue = "kubectl",
      description =
          "Who uses it: the control plane sees the user jetway:<cluster>/<name>, and each can be"
              + " revoked alone. Default: ${DEFAULT-VALUE}")
  private String name = "";

  @Option(
      names = "--duration",
      paramLabel = "<time>",
      defaultValue = "8h",
      description =
          "How long it works, at least 10m; the control plane may give less. Default:"
              + " ${DEFAULT-VALUE}")
  private String duration = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "<name>",
      description =
          "Namespace of the consumer cluster whose counterpart at the control plane the context is"
              + " set to. Default: default")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "<file>",
      description =
          "Write it to this file, which nobody else may read, instead of stdout. A file that holds"
              + " anything else is left alone.")
  private Optional<Path> output = Optional.empty();

  @Mixin final GatewayAccessFlags gateway = new GatewayAccessFlags();

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String account = checked("", () -> DirectAccount.name(cluster, name));
    Duration lifetime = checked("--duration: ", () -> TextValues.duration(duration));
    if (lifetime.compareTo(SHORTEST) < 0) {
      throw SettingsException.of("--duration: must be at least 10m, was " + duration);
    }
    namespace.ifPresent(given -> checked("--namespace: ", () -> TextValues.label(given)));
    output.ifPresent(file -> KubeconfigFile.requireReplaceable(file, account));
    Target there = provider.target();
    Terminal terminal = Terminal.of(spec);
    try (ApiServerClient client = there.client()) {
      ObjectNode enrolled = enrolled(client, there.systemNamespace());
      String context = contextNamespace(enrolled);
      GatewayAccess access = gateway.find(client, there.systemNamespace());
      new Applier(client, false, change -> terminal.remark("control plane: " + change))
          .apply(DirectAccount.render(there.systemNamespace(), cluster, name, enrolled));
      JsonNode token = token(client, there.systemNamespace(), account, lifetime);
      String kubeconfig =
          new KubeconfigFile(account, access, context, token.path("token").asText()).toYaml();
      if (output.isPresent()) {
        KubeconfigFile.write(output.get(), kubeconfig);
        terminal.remark("wrote " + output.get());
      } else {
        terminal.print(kubeconfig.stripTrailing());
      }
      terminal.remark(
          "it works until %s; 'jetway token revoke %s' ends it before"
              .formatted(token.path("expirationTimestamp").asText(), account));
      return 0;
    }
  }

  private ObjectNode enrolled(ApiServerClient client, String system) {
    return client
        .find("/api/v1/namespaces/" + system + "/serviceaccounts/" + cluster)
        .filter(account ->
            account.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText().equals(cluster))
        .orElseThrow(() ->
            SettingsException.of(
                "no cluster \"%s\" is let in at the control plane: see 'jetway token list', and connect it with 'jetway connect' or 'jetway token create %s'"
                    .formatted(cluster, cluster)));
  }

  private String contextNamespace(ObjectNode enrolled) {
    String single = enrolled.at("/metadata/annotations").path(Enrolment.SINGLE_NAMESPACE).asText();
    if (single.isEmpty()) {
      return ProviderNamespaceName.of(cluster, namespace.orElse("default"));
    }
    if (namespace.isPresent()) {
      throw SettingsException.of(
          "--namespace: cluster \"%s\" has the one namespace \"%s\" at the control plane"
              .formatted(cluster, single));
    }
    return single;
  }

  private JsonNode token(ApiServerClient client, String system, String account, Duration lifetime) {
    return client
        .create(
            "/api/v1/namespaces/" + system + "/serviceaccounts/" + account + "/token",
            TunnelToken.request(gateway.audience(), lifetime))
        .path("status");
  }

  private static <T> T checked(String flag, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(flag + e.getMessage());
    }
  }
}
