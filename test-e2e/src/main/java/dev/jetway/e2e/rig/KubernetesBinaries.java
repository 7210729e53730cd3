package dev.jetway.e2e.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The programs that a control plane is made of, in one folder.
 *
 * @param folder the folder, absolute
 * @param origin where they come from, for a person
 */
public record KubernetesBinaries(Path folder, String origin) {
  /** The environment variable that Kubernetes' own test tools use for the folder. */
  public static final String ASSETS_VARIABLE = "KUBEBUILDER_ASSETS";

  static final List<String> PROGRAMS =
      List.of("etcd", "kubectl", "kube-apiserver", "kube-controller-manager");

  /** The program of that name in the folder. */
  public Path program(String name) {
    return folder.resolve(name);
  }

  /** kubectl, of the control plane's version where it comes from the same folder. */
  public Path kubectl() {
    return program("kubectl");
  }

  /**
   * Looks into the folder that {@value #ASSETS_VARIABLE} names. What is published for it lacks
   * kube-controller-manager more often than not; then it is of no use here.
   *
   * @param progress is told why a folder that was named is not used
   */
  static Optional<KubernetesBinaries> inAssets(
      Map<String, String> environment, Consumer<String> progress) {
    String assets = environment.getOrDefault(ASSETS_VARIABLE, "");
    if (assets.isEmpty()) {
      return Optional.empty();
    }
    Path folder = Path.of(assets).toAbsolutePath();
    List<String> missing = missing(folder);
    if (!missing.isEmpty()) {
      progress.accept(
          "%s=%s is not used: it has no %s"
              .formatted(ASSETS_VARIABLE, folder, String.join(", ", missing)));
      return Optional.empty();
    }
    return Optional.of(new KubernetesBinaries(folder, ASSETS_VARIABLE));
  }

  /** Looks into the cache folder. */
  static Optional<KubernetesBinaries> inCache(KubernetesCache cache) {
    return missing(cache.binaries()).isEmpty()
        ? Optional.of(
            new KubernetesBinaries(cache.binaries(), "the cache folder, " + cache.version()))
        : Optional.empty();
  }

  private static List<String> missing(Path folder) {
    List<String> missing = new ArrayList<>(PROGRAMS);
    missing.removeIf(program -> Files.isExecutable(folder.resolve(program)));
    return missing;
  }
}
