package dev.jetway.e2e.install;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Samples;

/**
 * A consumer connected to a provider through a gateway and a connector, with the two sample APIs
 * offered.
 *
 * @param provider the control plane
 * @param consumer the consumer cluster
 * @param cluster the name under which the provider knows the consumer
 */
public record Installation(
    ControlPlane provider,
    ControlPlane consumer,
    String cluster,
    GatewayInstallation gateway,
    ConnectorInstallation connector)
    implements AutoCloseable {

  /** Installs both sides and waits until the sample APIs are available in the consumer. */
  public static Installation between(ControlPlane provider, ControlPlane consumer, String cluster) {
    return between(Executable.ofThisJvm(), provider, consumer, cluster);
  }

  /** The same with a {@code jetway} of one's choice. */
  public static Installation between(
      Executable executable, ControlPlane provider, ControlPlane consumer, String cluster) {
    Samples.installCrds(provider);
    GatewayInstallation gateway =
        GatewayInstallation.install(executable, TargetCluster.of(provider));
    return connect(executable, provider, gateway, consumer, cluster);
  }

  /** Connects one more consumer to a gateway that is there. */
  public static Installation connect(
      ControlPlane provider, GatewayInstallation gateway, ControlPlane consumer, String cluster) {
    return connect(Executable.ofThisJvm(), provider, gateway, consumer, cluster);
  }

  /** The same with a {@code jetway} of one's choice. */
  public static Installation connect(
      Executable executable,
      ControlPlane provider,
      GatewayInstallation gateway,
      ControlPlane consumer,
      String cluster) {
    ConnectorInstallation connector =
        ConnectorInstallation.install(
            executable,
            TargetCluster.of(consumer),
            "localhost:" + gateway.port(),
            gateway.caFile(),
            gateway.enrol(cluster));
    connector.awaitAvailable("platform.example.org", "v1");
    connector.awaitAvailable("platform.example.org", "v1alpha1");
    connector.awaitAvailable("storage.example.org", "v1");
    return new Installation(provider, consumer, cluster, gateway, connector);
  }

  /** The provider namespace of a consumer namespace whose name is short. */
  public String providerNamespace(String consumerNamespace) {
    return cluster + "-" + consumerNamespace;
  }

  @Override
  public void close() {
    connector.close();
    gateway.close();
  }
}
