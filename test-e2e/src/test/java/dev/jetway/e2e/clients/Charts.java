package dev.jetway.e2e.clients;

import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Our own charts, and a Helm that installs them. */
final class Charts {
  static final String CONNECTOR = path("jetway-connector");
  static final String GATEWAY = path("jetway-gateway");

  /** Helm that is built from source says that it is for Kubernetes 1.20. */
  static final String KUBE_VERSION = "--kube-version=1.36.0";

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Charts() {}

  /** Helm as an admin of a control plane. */
  static Command helm(ControlPlane plane, Path folder) {
    Path program = ClientTools.helm().resolve("helm-v3");
    return new Command(
        "helm",
        List.of(program.toString()),
        Map.of(
            "KUBECONFIG", plane.adminKubeconfig().toString(),
            "HELM_CACHE_HOME", folder.resolve("cache").toString(),
            "HELM_CONFIG_HOME", folder.resolve("config").toString(),
            "HELM_DATA_HOME", folder.resolve("data").toString()),
        folder,
        LIMIT);
  }

  /** The folder of a chart, from the module or from the project that the tests are started in. */
  private static String path(String chart) {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(Optional.of(here), Optional::isPresent, Charts::parent)
        .map(folder -> folder.orElseThrow().resolve("apiservice-manifests/charts").resolve(chart))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chart " + chart + " above " + here))
        .toString();
  }

  private static Optional<Path> parent(Optional<Path> folder) {
    return folder.map(Path::getParent);
  }
}
