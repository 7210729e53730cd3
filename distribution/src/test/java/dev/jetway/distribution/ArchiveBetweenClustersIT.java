package dev.jetway.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Executable;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gateway and connector from the archive, between two real control planes. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiveBetweenClustersIT {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveBetweenClustersIT.class);

  private Path folder = Path.of("");
  private final Rig rig = Rig.start(ControlPlanes.find(line -> LOG.info("rig {}", line)));
  private UnpackedArchive archive = new UnpackedArchive(Path.of(""));

  @BeforeAll
  void unpack(@TempDir Path empty) throws IOException {
    folder = empty;
    archive = UnpackedArchive.into(Files.createDirectory(folder.resolve("first")));
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  /** The run that is tested is the training run, too: the cache holds what a connector needs. */
  @Test
  void servesAClaimAndLeavesAnAotCacheThatFitsElsewhere() throws IOException {
    Path made = Path.of(UnpackedArchive.file().toString().replaceFirst("\\.tar\\.gz$", ".aot"));
    Files.deleteIfExists(made);
    serveAClaim("-XX:AOTCacheOutput=" + made);
    assertThat(made).isNotEmptyFile();

    UnpackedArchive other =
        UnpackedArchive.into(Files.createDirectory(folder.resolve("second place")));
    Files.copy(made, other.cache());
    // In this mode Java does not start if the cache does not fit.
    assertThat(other.jetway(folder, "-XX:AOTMode=on").output("", "version")).startsWith("jetway ");
  }

  @Test
  void isAPluginOfKubectlThatCompletes() {
    Command kubectl = rig.consumer().kubectl().withPlugins(archive.bin());
    assertThat(kubectl.output("", "jetway", "version")).startsWith("jetway ");
    assertThat(kubectl.output("", "__complete", "jetway", "man")).startsWith("manifests\t");
    assertThat(kubectl.output("", "__complete", "jetway", "connector", "--gateway-ca-f"))
        .startsWith("--gateway-ca-file");
  }

  private void serveAClaim(String connectorJavaOptions) {
    Executable launcher = Executable.launcher(archive.bin().resolve("jetway"));
    Executable connector = launcher.with(Map.of("JETWAY_JAVA_OPTIONS", connectorJavaOptions));
    try (GatewayInstallation gateway =
            GatewayInstallation.install(launcher, TargetCluster.of(rig.provider()));
        Installation installation = connect(connector, gateway)) {
      Kubectl consumer = rig.consumer().kubectl();
      consumer.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
      assertThat(consumer.output("get", "pg", "-A", "-o", "name")).contains("orders");
      assertThat(rig.provider().kubectl().output("get", "pg", "-n", "c1-default", "-o", "name"))
          .contains("orders");
      consumer.output("delete", "pg/orders", "-n", "default");

      // The cache is written between the signal and the end.
      ChildProcess process = installation.connector().process().process();
      process.signal("TERM");
      process.awaitExit(Duration.ofMinutes(2));
    }
  }

  private Installation connect(Executable executable, GatewayInstallation gateway) {
    Samples.installCrds(rig.provider());
    return Installation.connect(executable, rig.provider(), gateway, rig.consumer(), "c1");
  }
}
