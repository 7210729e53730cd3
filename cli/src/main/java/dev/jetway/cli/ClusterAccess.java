package dev.jetway.cli;

import dev.jetway.kube.ApiServerEndpoint;
import dev.jetway.kube.InClusterEndpoint;
import java.nio.file.Path;
import java.util.Optional;

/** How a process reaches the cluster that it runs in or for. */
public sealed interface ClusterAccess {
  /** With the ServiceAccount of the pod that it runs in. */
  record InCluster() implements ClusterAccess {
    @Override
    public String toString() {
      return "in-cluster";
    }
  }

  /**
   * With a kubeconfig.
   *
   * @param file the kubeconfig
   * @param context the context to use; empty for the current one
   */
  record Kubeconfig(Path file, String context) implements ClusterAccess {
    @Override
    public String toString() {
      return "kubeconfig " + file + (context.isEmpty() ? "" : " context " + context);
    }
  }

  /**
   * Reads what is needed to get there.
   *
   * @throws dev.jetway.kube.InvalidKubeconfigException if the kubeconfig cannot be used
   */
  default ApiServerEndpoint endpoint() {
    return switch (this) {
      case InCluster _ -> InClusterEndpoint.load();
      case Kubeconfig(Path file, String context) ->
          dev.jetway.kube.Kubeconfig.load(
              file, context.isEmpty() ? Optional.empty() : Optional.of(context));
    };
  }

  /** From the two flags; without a kubeconfig it is in-cluster. */
  static ClusterAccess of(String prefix, String kubeconfig, String context, Mistakes mistakes) {
    if (kubeconfig.isEmpty()) {
      if (!context.isEmpty()) {
        mistakes.add("--" + prefix + "context needs --" + prefix + "kubeconfig");
      }
      return new InCluster();
    }
    return new Kubeconfig(
        mistakes.parse(
            prefix + "kubeconfig", () -> TextValues.readableFile(kubeconfig), Path.of("")),
        context);
  }
}
