package dev.jetway.e2e.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.manifests.Workload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A gateway beside a control plane, with the ServiceAccount and the rights of its manifests. Safe
 * for use by several threads.
 */
public final class GatewayInstallation implements AutoCloseable {
  /** The audience of the tokens that connectors dial in with. */
  public static final String AUDIENCE = "connect.jetway.dev";

  private static final String NAMESPACE = Workload.DEFAULT_NAMESPACE;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final TargetCluster provider;
  private final int port;
  private final int healthPort;
  private final JetwayProcess process;

  private GatewayInstallation(
      TargetCluster provider, int port, int healthPort, JetwayProcess process) {
    this.provider = provider;
    this.port = port;
    this.healthPort = healthPort;
    this.process = process;
  }

  /**
   * Applies the manifests and starts the gateway on this machine.
   *
   * @param moreFlags flags beside those of the manifests
   */
  public static GatewayInstallation install(TargetCluster provider, String... moreFlags) {
    return install(Executable.ofThisJvm(), provider, moreFlags);
  }

  /** The same with a {@code jetway} of one's choice. */
  public static GatewayInstallation install(
      Executable executable, TargetCluster provider, String... moreFlags) {
    List<ObjectNode> access = ProviderManifests.access(NAMESPACE);
    provider.kubectl().apply(ManifestYaml.write(access));
    int port = FreePort.next();
    int healthPort = FreePort.next();
    Path kubeconfig = provider.serviceAccountKubeconfig(NAMESPACE, "jetway-gateway");
    List<String> flags =
        new ArrayList<>(
            List.of(
                "gateway",
                "--kubeconfig=" + kubeconfig,
                "--listen=127.0.0.1:" + port,
                "--health-listen=127.0.0.1:" + healthPort,
                "--namespace=" + NAMESPACE,
                "--tls-secret=" + NAMESPACE + "/jetway-gateway-tls",
                "--tls-name=localhost"));
    flags.addAll(List.of(moreFlags));
    JetwayProcess process =
        JetwayProcess.start(
            "gateway", provider.workDirectory().resolve("gateway.log"), executable, flags);
    GatewayInstallation gateway = new GatewayInstallation(provider, port, healthPort, process);
    gateway.awaitReady();
    return gateway;
  }

  /** Installs a gateway beside a control plane of the rig, which is given the samples' CRDs. */
  public static GatewayInstallation withSamples(ControlPlane provider) {
    Samples.installCrds(provider);
    return install(TargetCluster.of(provider));
  }

  /** The cluster it stands beside. */
  public TargetCluster provider() {
    return provider;
  }

  /** The port on loopback that connectors dial. */
  public int port() {
    return port;
  }

  /** Its plain HTTP port with health and metrics. */
  public URI health(String path) {
    return URI.create("http://127.0.0.1:" + healthPort + path);
  }

  /** The process. */
  public JetwayProcess process() {
    return process;
  }

  /** Waits until it takes connections. */
  public void awaitReady() {
    process.awaitReady(health("/readyz"));
  }

  /** Lets a consumer cluster in, and writes the token that it dials in with. */
  public Path enrol(String cluster) {
    provider.kubectl().apply(ManifestYaml.write(Enrolment.render(NAMESPACE, cluster)));
    return provider.write(cluster + ".token", provider.token(NAMESPACE, cluster, AUDIENCE));
  }

  /** The same for a cluster all of whose objects are to be in one namespace. */
  public Path enrol(String cluster, String singleNamespace) {
    provider
        .kubectl()
        .apply(ManifestYaml.write(Enrolment.render(NAMESPACE, cluster, singleNamespace)));
    return provider.write(cluster + ".token", provider.token(NAMESPACE, cluster, AUDIENCE));
  }

  /** Takes a consumer cluster's access away. */
  public void revoke(String cluster) {
    provider.kubectl().output("delete", "serviceaccount", cluster, "-n", NAMESPACE);
  }

  /** The file with the CA of its serving certificate. */
  public Path caFile() {
    String[] get = {
      "get", "secret", "jetway-gateway-tls", "-n", NAMESPACE, "-o", "jsonpath={.data.ca\\.crt}"
    };
    Eventually.within(SOON)
        .isTrue("the gateway's certificate", () -> !provider.kubectl().run(get).out().isBlank());
    byte[] pem = Base64.getDecoder().decode(provider.kubectl().output(get).strip());
    return provider.write("gateway-ca.crt", new String(pem, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    process.close();
  }
}
