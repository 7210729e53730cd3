package dev.jetway.cli;

import java.nio.file.Path;

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
