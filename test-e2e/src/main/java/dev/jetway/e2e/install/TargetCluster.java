package dev.jetway.e2e.install;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster that Jetway is installed in: one that the rig started, or one that a user has.
 *
 * @param name a short name for files and messages
 * @param kubectl kubectl as an admin of it
 * @param workDirectory where files about it are written
 * @param thisHost the name under which its API server reaches this machine
 */
public record TargetCluster(String name, Kubectl kubectl, Path workDirectory, String thisHost) {
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

  /** A cluster of the rig. */
  public static TargetCluster of(ControlPlane controlPlane) {
    return new TargetCluster(
        controlPlane.name(),
        controlPlane.kubectl(),
        controlPlane.workDirectory(),
        controlPlane.externalNameOfThisHost(0));
  }

  /** The UID of {@code kube-system}, the cluster's identity. */
  public String uid() {
    return kubectl.output("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}");
  }

  /**
   * A token of a ServiceAccount that exists, for the API server itself or for the given audience.
   */
  public String token(String namespace, String serviceAccount, String... audience) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "create",
                "token",
                serviceAccount,
                "-n",
                namespace,
                "--duration",
                TOKEN_LIFETIME.toSeconds() + "s"));
    for (String one : audience) {
      command.add("--audience=" + one);
    }
    return kubectl.output(command.toArray(String[]::new)).strip();
  }

  /** Writes a kubeconfig that has the rights of a ServiceAccount and no others. */
  public Path serviceAccountKubeconfig(String namespace, String serviceAccount) {
    String server = view("{.clusters[0].cluster.server}");
    String authority = view("{.clusters[0].cluster.certificate-authority-data}");
    String yaml =
        """
        apiVersion: v1
        kind: Config
        current-context: %1$s
        contexts:
          - name: %1$s
            context: {cluster: %1$s, user: %1$s}
        clusters:
          - name: %1$s
            cluster:
              server: %2$s
              certificate-authority-data: %3$s
        users:
          - name: %1$s
            user:
              token: %4$s
        """
            .formatted(name, server, authority, token(namespace, serviceAccount));
    return write(serviceAccount + ".kubeconfig", yaml);
  }

  /** Writes a file that only this user may read. */
  public Path write(String file, String content) {
    Path path = workDirectory.resolve(name + "-" + file);
    try {
      Files.deleteIfExists(path);
      Files.createFile(path);
      path.toFile().setReadable(false, false);
      path.toFile().setReadable(true, true);
      return Files.writeString(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String view(String jsonPath) {
    return kubectl.output(
        "config", "view", "--raw", "--minify", "--flatten", "-o", "jsonpath=" + jsonPath);
  }
}
