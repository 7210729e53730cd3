package dev.jetway.cli.cluster;

import dev.jetway.cli.ClusterAccess;
import dev.jetway.cli.SettingsException;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiServerEndpoint;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster that a command works in, as kubectl would find it: a kubeconfig that is named, the one
 * of {@code KUBECONFIG}, {@code ~/.kube/config}, or the pod's ServiceAccount.
 *
 * @param access how to reach it
 * @param systemNamespace the namespace that Jetway's own objects are in
 */
public record Target(ClusterAccess access, String systemNamespace) {
  /**
   * From the flags, or else as kubectl does.
   *
   * @param kubeconfig the flag's value; empty if it is not given
   * @param context the flag's value; empty for the kubeconfig's current one
   * @throws SettingsException if there is no usable kubeconfig
   */
  static Target of(String kubeconfig, String context, String systemNamespace) {
    return new Target(
        access(kubeconfig, context, System.getenv(), Path.of(System.getProperty("user.home"))),
        systemNamespace);
  }

  static ClusterAccess access(
      String kubeconfig, String context, Map<String, String> environment, Path home) {
    if (!kubeconfig.isEmpty()) {
      return readable(Path.of(kubeconfig), context);
    }
    String variable = environment.getOrDefault("KUBECONFIG", "");
    if (variable.contains(File.pathSeparator)) {
      throw SettingsException.of(
          "KUBECONFIG names several files, which are not merged here: name one with --kubeconfig");
    }
    if (!variable.isEmpty()) {
      return readable(Path.of(variable), context);
    }
    Path usual = home.resolve(".kube").resolve("config");
    if (Files.isReadable(usual)) {
      return new ClusterAccess.Kubeconfig(usual, context);
    }
    if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      return new ClusterAccess.InCluster();
    }
    throw SettingsException.of(
        "no kubeconfig: give --kubeconfig, or set KUBECONFIG (" + usual + " is not there)");
  }

  private static ClusterAccess readable(Path file, String context) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw SettingsException.of("cannot read the kubeconfig \"" + file + "\"");
    }
    return new ClusterAccess.Kubeconfig(file, context);
  }

  /** A client of it; to be closed. */
  public ApiServerClient client() {
    return new ApiServerClient(access.endpoint());
  }

  /** Where its API server is. */
  public ApiServerEndpoint endpoint() {
    return access.endpoint();
  }

  /** The UID of its {@code kube-system} namespace, its identity. */
  public static String uid(ApiServerClient client) {
    return client.get("/api/v1/namespaces/kube-system").at("/metadata/uid").asText();
  }

  /** The name of a kubeconfig's context; empty in a pod. */
  public Optional<String> contextName() {
    return access instanceof ClusterAccess.Kubeconfig
        ? Optional.of(endpoint().name())
        : Optional.empty();
  }
}
