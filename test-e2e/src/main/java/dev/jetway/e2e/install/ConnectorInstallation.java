package dev.jetway.e2e.install;

import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.Pem;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.Workload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A connector in a consumer cluster, with the ServiceAccount and the rights of its manifests. Safe
 * for use by several threads.
 */
public final class ConnectorInstallation implements AutoCloseable {
  private static final String NAMESPACE = Workload.DEFAULT_NAMESPACE;
  private static final String SERVICE = "jetway-connector-local";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final TargetCluster consumer;
  private final int port;
  private final JetwayProcess process;

  private ConnectorInstallation(TargetCluster consumer, int port, JetwayProcess process) {
    this.consumer = consumer;
    this.port = port;
    this.process = process;
  }

  /**
   * Applies the manifests and starts the connector on this machine, connected through a gateway.
   *
   * @param gatewayAddress {@code host:port}, of the gateway or of a relay before it
   * @param moreFlags flags beside those of the manifests
   */
  public static ConnectorInstallation install(
      TargetCluster consumer,
      String gatewayAddress,
      Path gatewayCa,
      Path token,
      String... moreFlags) {
    return install(Executable.ofThisJvm(), consumer, gatewayAddress, gatewayCa, token, moreFlags);
  }

  /** The same with a {@code jetway} of one's choice. */
  public static ConnectorInstallation install(
      Executable executable,
      TargetCluster consumer,
      String gatewayAddress,
      Path gatewayCa,
      Path token,
      String... moreFlags) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--connection-name=demo",
                "--gateway=" + gatewayAddress,
                "--gateway-ca-file=" + gatewayCa,
                "--token-file=" + token));
    flags.addAll(List.of(moreFlags));
    return install(executable, consumer, flags);
  }

  /**
   * Applies the manifests and starts the connector with flags that say how it reaches the control
   * plane.
   */
  public static ConnectorInstallation install(
      TargetCluster consumer, List<String> connectionFlags, Map<String, String> environment) {
    return install(Executable.ofThisJvm().with(environment), consumer, connectionFlags);
  }

  private static ConnectorInstallation install(
      Executable executable, TargetCluster consumer, List<String> connectionFlags) {
    consumer.kubectl().apply(ManifestYaml.write(ConsumerManifests.access(NAMESPACE)));
    consumer.kubectl().apply(service(consumer.thisHost()));
    int port = FreePort.next();
    List<String> flags =
        new ArrayList<>(
            List.of(
                "connector",
                "--kubeconfig=" + consumer.serviceAccountKubeconfig(NAMESPACE, "jetway-connector"),
                "--listen=127.0.0.1:" + port,
                "--service=" + NAMESPACE + "/" + SERVICE + ":" + port,
                "--serving-secret=" + NAMESPACE + "/jetway-connector-tls",
                "--catalog-configmap=" + NAMESPACE + "/jetway-connector-catalog"));
    flags.addAll(connectionFlags);
    Path log = consumer.workDirectory().resolve("connector.log");
    return new ConnectorInstallation(
        consumer,
        port,
        JetwayProcess.start("connector of " + consumer.name(), log, executable, flags));
  }

  /** The cluster it serves. */
  public TargetCluster consumer() {
    return consumer;
  }

  /** Its port on loopback. */
  public int port() {
    return port;
  }

  /** The process. */
  public JetwayProcess process() {
    return process;
  }

  /** Waits until kube-apiserver finds a group/version available and lists it. */
  public void awaitAvailable(String group, String version) {
    String name = version + "." + group;
    String[] available = {
      "get",
      "apiservice",
      name,
      "-o",
      "jsonpath={.status.conditions[?(@.type==\"Available\")].status}"
    };
    Eventually.within(SOON)
        .isTrue(
            "APIService " + name + " to be available\n" + process.process().tail(),
            () -> consumer.kubectl().run(available).out().equals("True"));
    String[] discovered = {"get", "--raw", "/apis/" + group + "/" + version};
    Eventually.within(SOON)
        .isTrue(name + " to be served", () -> consumer.kubectl().run(discovered).succeeded());
  }

  /** A client that calls the connector itself, with a certificate. */
  public ApiClient caller(KeyMaterial identity) {
    return ApiClient.connect(
        URI.create("https://localhost:" + port), servingAuthorities(consumer.kubectl()), identity);
  }

  /** A client that calls the connector itself, without a certificate. */
  public ApiClient callerWithoutCertificate() {
    return ApiClient.connect(
        URI.create("https://localhost:" + port), servingAuthorities(consumer.kubectl()));
  }

  @Override
  public void close() {
    process.close();
  }

  /** The authorities that the connectors of a cluster have their serving certificate from. */
  public static List<X509Certificate> servingAuthorities(Kubectl consumer) {
    String encoded =
        consumer.output(
            "get",
            "secret",
            "jetway-connector-tls",
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={.data.ca\\.crt}");
    String pem = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
    return Pem.certificates(pem);
  }

  private static String service(String thisHost) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %s
      namespace: %s
    spec:
      type: ExternalName
      externalName: %s
    """
        .formatted(SERVICE, NAMESPACE, thisHost);
  }
}
