package dev.jetway.e2e.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Where control planes come from on this machine; found once, then asked for as many as are needed.
 *
 * <p>Looked at in this order: the folder named by {@code KUBEBUILDER_ASSETS}, the cache folder,
 * kind where a Docker engine answers, a build with the Go toolchain. Immutable and safe for use by
 * several threads.
 */
public final class ControlPlanes {
  /** System property: the folder for work directories; the usual temporary folder if not set. */
  public static final String FOLDER_PROPERTY = "jetway.rig.folder";

  private final Source source;
  private final Path folder;

  /** What a control plane is made from. */
  private sealed interface Source {
    record Programs(KubernetesBinaries binaries) implements Source {}

    record Kind() implements Source {}
  }

  private ControlPlanes(Source source, Path folder) {
    this.source = source;
    this.folder = folder;
  }

  /**
   * Finds the programs, or builds them, which takes several minutes the first time.
   *
   * @param progress is given lines for a person: why something is not used, how the build goes on
   * @throws RigException if nothing works; its message says what to install
   */
  public static ControlPlanes find(Consumer<String> progress) {
    return find(System.getenv(), System.getProperties(), progress);
  }

  static ControlPlanes find(
      Map<String, String> environment, Properties system, Consumer<String> progress) {
    String temporary = system.getProperty("java.io.tmpdir");
    Path folder = Path.of(system.getProperty(FOLDER_PROPERTY, temporary));
    KubernetesCache cache = KubernetesCache.of(environment, system);
    Optional<Source> ready =
        KubernetesBinaries.inAssets(environment, progress)
            .or(() -> KubernetesBinaries.inCache(cache))
            .<Source>map(Source.Programs::new)
            .or(() ->
                DockerEngine.answers(environment)
                    ? Optional.of(new Source.Kind())
                    : Optional.empty());
    if (ready.isPresent()) {
      return new ControlPlanes(ready.get(), folder);
    }
    if (GoBuild.toolchain().isEmpty()) {
      throw new RigException(
          """
          no Kubernetes control plane can be started here. Do one of these:
            - install Go 1.26 or newer (https://go.dev/dl/): kube-apiserver, etcd, kube-controller-manager and kubectl
              are then built once into %s
            - set %s to a folder with %s
            - start a Docker engine: kind is then used\
          """
              .formatted(
                  cache.folder(),
                  KubernetesBinaries.ASSETS_VARIABLE,
                  String.join(", ", KubernetesBinaries.PROGRAMS)));
    }
    return new ControlPlanes(new Source.Programs(cache.build(progress)), folder);
  }

  /** Where they come from, for a person. */
  public String origin() {
    return switch (source) {
      case Source.Programs(KubernetesBinaries binaries) ->
          binaries.origin() + " (" + binaries.folder() + ")";
      case Source.Kind() -> "kind, " + KindControlPlane.IMAGE;
    };
  }

  /**
   * Starts a control plane and waits until it is ready and its controllers run.
   *
   * @param name a short name, part of folder names and messages
   * @param apiServerArguments more arguments for kube-apiserver, for example {@code
   *     --feature-gates=...}
   * @throws RigException with the end of the log if a process does not come up; everything is
   *     stopped by then, and the logs are kept
   */
  public ControlPlane start(String name, String... apiServerArguments) {
    List<String> more = List.of(apiServerArguments);
    return switch (source) {
      case Source.Programs(KubernetesBinaries binaries) ->
          LocalControlPlane.start(name, binaries, folder, more);
      case Source.Kind() -> KindControlPlane.start(name, folder, more);
    };
  }
}
