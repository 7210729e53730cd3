package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jetway.tunnel.offer.OfferRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaySettingsTest {
  @TempDir private Path folder;

  @Test
  void hasDefaults() {
    assertThat(CommandLines.gateway(List.of("--tls-directory=tls", "--tls-name=g.example.org")))
        .isEqualTo(
            new GatewaySettings(
                new ClusterAccess.InCluster(),
                new HostAndPort("0.0.0.0", 8443),
                new HostAndPort("127.0.0.1", 8081),
                new CertificateSource.Directory(Path.of("tls")),
                List.of("g.example.org"),
                Path.of(""),
                "jetway-system",
                "connect.jetway.dev",
                Duration.ofHours(24),
                new OfferRule(Map.of("connect.jetway.dev/bindable", "true"), true),
                Duration.ofSeconds(5),
                new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO)));
  }

  @Test
  void mapsEveryFlag() throws IOException {
    Path kubeconfig = Files.createFile(folder.resolve("kubeconfig"));
    assertThat(
            CommandLines.gateway(
                List.of(
                    "--kubeconfig=" + kubeconfig,
                    "--context=other",
                    "--listen=[::1]:1",
                    "--health-listen=127.0.0.1:2",
                    "--tls-secret=a/b",
                    "--tls-name=one,two",
                    "--tls-name=three",
                    "--ca-file-out=ca.crt",
                    "--namespace=ns",
                    "--audience=aud",
                    "--token-lifetime=90m",
                    "--offer-selector=x=y",
                    "--offer-claims=false",
                    "--shutdown-delay=250ms",
                    "--log-format=json",
                    "--log-level=debug")))
        .isEqualTo(everySetting(kubeconfig));
  }

  @Test
  void mapsEveryKeyOfTheFile() throws IOException {
    Path kubeconfig = Files.createFile(folder.resolve("kubeconfig"));
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        kubeconfig: %s
        context: other
        listen: "[::1]:1"
        health-listen: 127.0.0.1:2
        tls-secret: a/b
        tls-name: [one, two, three]
        ca-file-out: ca.crt
        namespace: ns
        audience: aud
        token-lifetime: 90m
        offer-selector: x=y
        offer-claims: false
        shutdown-delay: 250ms
        log-format: json
        log-level: debug
        """
            .formatted(kubeconfig));
    assertThat(CommandLines.gateway(List.of("--config=" + file)))
        .isEqualTo(everySetting(kubeconfig));
  }

  @Test
  void aFlagWinsOverTheFile() throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, "tls-directory: tls\ntls-name: a\nnamespace: file\naudience: file\n");
    GatewaySettings settings =
        CommandLines.gateway(List.of("--config=" + file, "--namespace=flag"));
    assertThat(settings.namespace()).isEqualTo("flag");
    assertThat(settings.audience()).isEqualTo("file");
  }

  @Test
  void tellsAllMistakesAtOnce() throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, "lisen: x\nnamespace: [a, b]\naudience:\n");
    assertThat(
            mistakes(
                "--config=" + file,
                "--kubeconfig=missing",
                "--listen=nowhere",
                "--health-listen=x:99999",
                "--tls-cert-file=missing",
                "--tls-secret=a/b",
                "--offer-selector=",
                "--offer-claims=perhaps",
                "--token-lifetime=5m",
                "--shutdown-delay=5",
                "--log-format=xml",
                "--log-level=loud"))
        .containsExactly(
            file + ": audience has no value",
            file + ": unknown setting \"lisen\"",
            file + ": --namespace takes one value",
            "--kubeconfig: cannot read file \"missing\"",
            "--listen: must be host:port, was \"nowhere\"",
            "--health-listen: port must be between 0 and 65535: 99999",
            "--tls-cert-file: cannot read file \"missing\"",
            "--tls-key-file: must be given",
            "--tls-ca-file: must be given",
            "exactly one of --tls-secret, --tls-directory, or the three --tls-cert-file,"
                + " --tls-key-file and --tls-ca-file must be given",
            "--token-lifetime: must be between 10m and 8760h, was \"5m\"",
            "--offer-claims: must be true or false, was \"perhaps\"",
            "--offer-selector: the offer selector must be a list of label=value or label: \"\"",
            "--shutdown-delay: must be a number with ms, s, m or h, such as 5s, was \"5\"",
            "--log-format: must be text or json, was \"xml\"",
            "--log-level: must be debug, info, warn or error, was \"loud\"",
            "--tls-name: must be given, or connectors cannot verify the certificate");
  }

  @Test
  void refusesAFileThatIsNoYaml() throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, "listen: [\n");
    assertThat(mistakes("--config=" + file, "--tls-directory=tls", "--tls-name=a"))
        .singleElement()
        .asString()
        .startsWith(file + ": is not valid YAML at line 2");
  }

  private static GatewaySettings everySetting(Path kubeconfig) {
    return new GatewaySettings(
        new ClusterAccess.Kubeconfig(kubeconfig, "other"),
        new HostAndPort("::1", 1),
        new HostAndPort("127.0.0.1", 2),
        new CertificateSource.Secret(new ObjectName("a", "b")),
        List.of("one", "two", "three"),
        Path.of("ca.crt"),
        "ns",
        "aud",
        Duration.ofMinutes(90),
        new OfferRule(Map.of("x", "y"), false),
        Duration.ofMillis(250),
        new LogSettings(LogSettings.Format.JSON, LogSettings.Level.DEBUG));
  }

  private static List<String> mistakes(String... flags) {
    return catchThrowableOfType(SettingsException.class, () -> CommandLines.gateway(List.of(flags)))
        .mistakes();
  }
}
