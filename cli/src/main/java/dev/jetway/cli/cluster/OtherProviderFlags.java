package dev.jetway.cli.cluster;

import dev.jetway.manifests.Workload;
import picocli.CommandLine.Option;

/** Flags that say which cluster is the control plane, beside those of the consumer cluster. */
public final class OtherProviderFlags {
  @Option(
      names = {"--provider-kubeconfig"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Kubeconfig of the control plane. Default: $KUBECONFIG, then ~/.kube/config.")
  private String kubeconfig = "";

  @Option(
      names = {"--provider-context"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of that kubeconfig. Default: its current one.")
  private String context = "";

  @Option(
      names = "--provider-system-namespace",
      paramLabel = "<name>",
      defaultValue = Workload.DEFAULT_NAMESPACE,
      description = "Namespace of the gateway there. Default: ${DEFAULT-VALUE}")
  private String systemNamespace = "";

  /**
   * The cluster.
   *
   * @throws dev.jetway.cli.SettingsException if there is no usable kubeconfig
   */
  public Target target() {
    return Target.of(kubeconfig, context, systemNamespace);
  }

  /** Whether one of the flags is given: without them a command leaves the control plane alone. */
  public boolean given() {
    return !kubeconfig.isEmpty() || !context.isEmpty();
  }
}
