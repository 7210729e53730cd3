package dev.jetway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.cli.ClusterAccess;
import dev.jetway.cli.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
  @TempDir Path home;

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheUsualFile() throws IOException {
    Path flag = Files.writeString(home.resolve("flag"), "x");
    Path variable = Files.writeString(home.resolve("variable"), "x");
    Path usual = Files.createDirectory(home.resolve(".kube")).resolve("config");
    Files.writeString(usual, "x");
    Map<String, String> environment = Map.of("KUBECONFIG", variable.toString());

    assertThat(Target.access(flag.toString(), "c", environment, home))
        .isEqualTo(new ClusterAccess.Kubeconfig(flag, "c"));
    assertThat(Target.access("", "", environment, home))
        .isEqualTo(new ClusterAccess.Kubeconfig(variable, ""));
    assertThat(Target.access("", "c", Map.of(), home))
        .isEqualTo(new ClusterAccess.Kubeconfig(usual, "c"));
  }

  @Test
  void inAPodItIsThePodsServiceAccount() {
    assertThat(Target.access("", "", Map.of("KUBERNETES_SERVICE_HOST", "192.0.2.1"), home))
        .isEqualTo(new ClusterAccess.InCluster());
  }

  @Test
  void whatCannotBeUsedIsToldWithTheRemedy() {
    assertThatThrownBy(() -> Target.access("", "", Map.of(), home))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("give --kubeconfig, or set KUBECONFIG");
    assertThatThrownBy(() -> Target.access("", "", Map.of("KUBECONFIG", "/a:/b"), home))
        .hasMessageContaining("name one with --kubeconfig");
    assertThatThrownBy(() -> Target.access(home.toString(), "", Map.of(), home))
        .hasMessageContaining("cannot read the kubeconfig");
  }
}
