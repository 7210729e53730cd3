package dev.jetway.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The API server of the cluster that this process runs in, as the pod's ServiceAccount. */
public final class InClusterEndpoint {
  private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private InClusterEndpoint() {}

  /** Whether this process runs in a pod with a ServiceAccount's token. */
  public static boolean available() {
    return available(FOLDER, System.getenv());
  }

  /**
   * The endpoint; its token is read again each minute.
   *
   * @throws IllegalStateException if this process does not run in a pod, or the files cannot be
   *     read
   */
  public static ApiServerEndpoint load() {
    return load(FOLDER, System.getenv());
  }

  /** As {@link #available()}, with another folder and environment. */
  static boolean available(Path folder, Map<String, String> environment) {
    return environment.containsKey("KUBERNETES_SERVICE_HOST")
        && environment.containsKey("KUBERNETES_SERVICE_PORT")
        && Files.isReadable(folder.resolve("token"));
  }

  /** As {@link #load()}, with another folder and environment. */
  static ApiServerEndpoint load(Path folder, Map<String, String> environment) {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      throw new IllegalStateException(
          "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
    }
    RotatingToken token = new RotatingToken(folder.resolve("token"), Clock.systemUTC());
    try {
      token.get();
      String ca = Files.readString(folder.resolve("ca.crt"), StandardCharsets.US_ASCII);
      String literal = host.contains(":") ? "[" + host + "]" : host;
      return new ApiServerEndpoint(
          "in-cluster",
          URI.create("https://" + literal + ":" + port),
          Optional.of(ca),
          Optional.empty(),
          new ApiCredentials.Bearer(token));
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException(
          "could not read the ServiceAccount in " + folder + ": " + e.getMessage(), e);
    }
  }
}
