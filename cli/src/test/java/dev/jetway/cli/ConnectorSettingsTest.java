package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jetway.backend.cache.CacheSettings;
import dev.jetway.backend.cache.StaleReads;
import dev.jetway.backend.feed.CacheLimits;
import dev.jetway.tunnel.compression.TunnelCompression;
import dev.jetway.tunnel.offer.OfferRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorSettingsTest {
  @TempDir private Path folder;

  private Path readable = Path.of("");

  @BeforeEach
  void makeAFile() throws IOException {
    readable = Files.createFile(folder.resolve("readable"));
  }

  @Test
  void hasDefaults() {
    assertThat(
            CommandLines.connector(
                List.of(
                    "--gateway=gateway.example.org:443",
                    "--gateway-ca-file=" + readable,
                    "--token-file=" + readable,
                    "--serving-directory=serving")))
        .isEqualTo(
            new ConnectorSettings(
                new ClusterAccess.InCluster(),
                new ProviderAccess.Tunnel(
                    new HostAndPort("gateway.example.org", 443), readable, readable, 2),
                TunnelCompression.GZIP,
                "default",
                new HostAndPort("0.0.0.0", 6443),
                new ServiceName(new ObjectName("jetway-system", "jetway-connector"), 443),
                new CertificateSource.Directory(Path.of("serving")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                CacheSettings.defaults(),
                Duration.ofSeconds(5),
                false,
                new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO)));
  }

  @Test
  void mapsEveryFlag() {
    assertThat(
            CommandLines.connector(
                List.of(
                    "--kubeconfig=" + readable,
                    "--context=a",
                    "--provider-kubeconfig=" + readable,
                    "--provider-context=b",
                    "--cluster-name=shop",
                    "--single-namespace=apps",
                    "--offer-selector=x=y",
                    "--offer-claims=false",
                    "--tunnel-compression=none",
                    "--connection-name=prod",
                    "--listen=127.0.0.1:1",
                    "--service=ns/svc:2",
                    "--serving-cert-file=" + readable,
                    "--serving-key-file=" + readable,
                    "--serving-ca-file=" + readable,
                    "--serving-name=one",
                    "--shutdown-delay=0s",
                    "--catalog-configmap=ns/catalog",
                    "--accept-control-plane=0b1f6a7e-7a4c-4d43-9a55-1f0e4a1b2c3d",
                    "--cache-size=3Mi",
                    "--stale-reads=refuse",
                    "--unregister-on-exit",
                    "--log-format=json",
                    "--log-level=warn")))
        .isEqualTo(everySetting());
  }

  @Test
  void mapsEveryKeyOfTheFile() throws IOException {
    Path file = folder.resolve("connector.yaml");
    Files.writeString(
        file,
        """
        kubeconfig: %1$s
        context: a
        provider-kubeconfig: %1$s
        provider-context: b
        cluster-name: shop
        single-namespace: apps
        offer-selector: x=y
        offer-claims: false
        tunnel-compression: none
        connection-name: prod
        listen: 127.0.0.1:1
        service: ns/svc:2
        serving-cert-file: %1$s
        serving-key-file: %1$s
        serving-ca-file: %1$s
        serving-name: one
        shutdown-delay: 0s
        catalog-configmap: ns/catalog
        accept-control-plane: 0b1f6a7e-7a4c-4d43-9a55-1f0e4a1b2c3d
        cache-size: 3Mi
        stale-reads: refuse
        unregister-on-exit: true
        log-format: json
        log-level: warn
        """
            .formatted(readable));
    assertThat(CommandLines.connector(List.of("--config=" + file))).isEqualTo(everySetting());
  }

  @Test
  void mapsTheKeysOfATunnel() throws IOException {
    Path file = folder.resolve("connector.yaml");
    Files.writeString(
        file,
        """
        gateway: "[2001:db8::1]:8443"
        gateway-ca-file: %1$s
        token-file: %1$s
        tunnel-connections: 4
        serving-secret: ns/name
        """
            .formatted(readable));
    ConnectorSettings settings = CommandLines.connector(List.of("--config=" + file));
    assertThat(settings.provider())
        .isEqualTo(
            new ProviderAccess.Tunnel(new HostAndPort("2001:db8::1", 8443), readable, readable, 4));
    assertThat(settings.certificate())
        .isEqualTo(new CertificateSource.Secret(new ObjectName("ns", "name")));
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertThat(
            mistakes(
                "--context=x",
                "--cluster-name=shop",
                "--single-namespace=apps",
                "--gateway=g",
                "--tunnel-connections=9",
                "--tunnel-compression=zstd",
                "--connection-name=Prod",
                "--listen=6443",
                "--service=svc",
                "--accept-control-plane=prod",
                "--cache-size=much",
                "--stale-reads=no",
                "--unregister-on-exit=maybe"))
        .containsExactly(
            "--context needs --kubeconfig",
            "--cluster-name: through a gateway, the token says it",
            "--single-namespace: through a gateway, the cluster's enrolment says it",
            "--gateway: must be host:port, was \"g\"",
            "--gateway-ca-file: must be given",
            "--token-file: must be given",
            "--tunnel-connections: must be a number between 1 and 8, was \"9\"",
            "--tunnel-compression: must be gzip or none, was \"zstd\"",
            "--connection-name: must be at most 63 lower case letters, digits and hyphens, was"
                + " \"Prod\"",
            "--listen: must be host:port, was \"6443\"",
            "--service: must be namespace/name, was \"svc\"",
            "exactly one of --serving-secret, --serving-directory, or the three"
                + " --serving-cert-file, --serving-key-file and --serving-ca-file must be given",
            "--accept-control-plane: must be the UID of a namespace, was \"prod\"",
            "--cache-size: must be a number of bytes, or one with Ki, Mi or Gi, such as 256Mi, was \"much\"",
            "--stale-reads: must be serve or refuse, was \"no\"",
            "--unregister-on-exit: must be true or false, was \"maybe\"");
  }

  @Test
  void refusesTwoWaysToTheControlPlane() {
    assertThat(
            mistakes("--gateway=g:1", "--provider-kubeconfig=" + readable, "--serving-directory=x"))
        .containsExactly(
            "--gateway and --provider-kubeconfig exclude each other; without either, the"
                + " ClusterConnections are followed",
            "--cluster-name: must be at most 63 lower case letters, digits and hyphens, was \"\"");
  }

  @Test
  void withoutAWayToAControlPlaneTheConnectionsAreFollowed() {
    assertThat(
            CommandLines.connector(List.of("--serving-directory=x", "--leader-lease=a/b"))
                .provider())
        .isInstanceOfSatisfying(
            ProviderAccess.Followed.class,
            followed -> assertThat(followed.lease()).isEqualTo(new ObjectName("a", "b")));
    assertThat(mistakes("--serving-directory=x", "--token-file=t", "--leader-lease=b"))
        .containsExactly(
            "--token-file needs --gateway; without --gateway and --provider-kubeconfig the"
                + " ClusterConnections say it",
            "--leader-lease: must be namespace/name, was \"b\"");
  }

  private ConnectorSettings everySetting() {
    return new ConnectorSettings(
        new ClusterAccess.Kubeconfig(readable, "a"),
        new ProviderAccess.Direct(
            new ClusterAccess.Kubeconfig(readable, "b"),
            "shop",
            Optional.of("apps"),
            new OfferRule(Map.of("x", "y"), false)),
        TunnelCompression.NONE,
        "prod",
        new HostAndPort("127.0.0.1", 1),
        new ServiceName(new ObjectName("ns", "svc"), 2),
        new CertificateSource.Files(readable, readable, readable),
        List.of("one"),
        Optional.of(new ObjectName("ns", "catalog")),
        Optional.of("0b1f6a7e-7a4c-4d43-9a55-1f0e4a1b2c3d"),
        new CacheSettings(CacheLimits.of(3 << 20), StaleReads.REFUSE),
        Duration.ZERO,
        true,
        new LogSettings(LogSettings.Format.JSON, LogSettings.Level.WARN));
  }

  private static List<String> mistakes(String... flags) {
    return catchThrowableOfType(
            SettingsException.class, () -> CommandLines.connector(List.of(flags)))
        .mistakes();
  }
}
