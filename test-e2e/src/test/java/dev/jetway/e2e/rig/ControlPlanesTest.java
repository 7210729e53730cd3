package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlanesTest {
  private final Path folder;
  private final List<String> progress = new ArrayList<>();

  ControlPlanesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void assetsComeFirst() throws IOException {
    Path assets = programs("assets", KubernetesBinaries.PROGRAMS);
    programs("cache/jetway/kubernetes-" + version() + "/bin", KubernetesBinaries.PROGRAMS);
    assertThat(find(assets).origin()).isEqualTo("KUBEBUILDER_ASSETS (" + assets + ")");
    assertThat(progress).isEmpty();
  }

  @Test
  void assetsWithoutAControllerManagerAreSaidToBeOfNoUse() throws IOException {
    Path assets = programs("assets", List.of("etcd", "kube-apiserver", "kubectl"));
    Path cache =
        programs("cache/jetway/kubernetes-" + version() + "/bin", KubernetesBinaries.PROGRAMS);
    assertThat(find(assets).origin()).contains("cache folder").contains(cache.toString());
    assertThat(progress)
        .containsExactly(
            "KUBEBUILDER_ASSETS=" + assets + " is not used: it has no kube-controller-manager");
  }

  @Test
  void theVersionIsThatOfTheGoModule() {
    assertThat(version()).matches("v1\\.\\d+\\.\\d+");
  }

  @Test
  void theCacheIsWhereTheSystemKeepsCaches() {
    assertThat(cache(Map.of("XDG_CACHE_HOME", "/x"), "Linux").folder())
        .isEqualTo(Path.of("/x/jetway/kubernetes-" + version()));
    assertThat(cache(Map.of(), "Linux").folder().toString()).startsWith("/home/me/.cache/jetway");
    assertThat(cache(Map.of(), "Mac OS X").folder().toString())
        .startsWith("/home/me/Library/Caches/jetway");
  }

  @Test
  void theProgramsAreLinkedWithTheirVersion() {
    assertThat(KubernetesCache.linkerFlags("v1.36.3"))
        .contains("version.gitVersion=v1.36.3 ", "version.gitMajor=1 ", "version.gitMinor=36 ");
  }

  private ControlPlanes find(Path assets) {
    Map<String, String> environment =
        Map.of(
            "KUBEBUILDER_ASSETS", assets.toString(),
            "XDG_CACHE_HOME", folder.resolve("cache").toString());
    return ControlPlanes.find(environment, System.getProperties(), progress::add);
  }

  private static KubernetesCache cache(Map<String, String> environment, String system) {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/me");
    properties.setProperty("os.name", system);
    return KubernetesCache.of(environment, properties);
  }

  private static String version() {
    return cache(Map.of(), "Linux").version();
  }

  private Path programs(String name, List<String> programs) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    for (String program : programs) {
      Path file = Files.writeString(directory.resolve(program), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    return directory;
  }
}
