package dev.jetway.cli.cluster;

import dev.jetway.manifests.Workload;
import picocli.CommandLine.Option;

/** Flags that say which cluster is the consumer. */
public final class ConsumerFlags {
  @Option(
      names = {"--kubeconfig", "--consumer-kubeconfig"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Kubeconfig of the consumer cluster. Default: $KUBECONFIG, then ~/.kube/config.")
  private String kubeconfig = "";

  @Option(
      names = {"--context", "--consumer-context"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of that kubeconfig. Default: its current one.")
  private String context = "";

  @Option(
      names = "--system-namespace",
      paramLabel = "<name>",
      defaultValue = Workload.DEFAULT_NAMESPACE,
      description = "Namespace of Jetway there. Default: ${DEFAULT-VALUE}")
  private String systemNamespace = "";

  /**
   * The cluster.
   *
   * @throws dev.jetway.cli.SettingsException if there is no usable kubeconfig
   */
  public Target target() {
    return Target.of(kubeconfig, context, systemNamespace);
  }
}
