package dev.jetway.e2e.install;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.tunnel.SingleObjectName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A consumer connected to a provider through a gateway and a connector, with the two sample APIs
 * offered.
 *
 * @param provider the control plane
 * @param consumer the consumer cluster
 * @param cluster the name under which the provider knows the consumer
 * @param singleNamespace the provider namespace that all of the consumer's objects are in; empty if
 *     each of its namespaces has one
 */
public record Installation(
    ControlPlane provider,
    ControlPlane consumer,
    String cluster,
    Optional<String> singleNamespace,
    GatewayInstallation gateway,
    ConnectorInstallation connector)
    implements AutoCloseable {

  /** One with a provider namespace for each of the consumer's. */
  public Installation(
      ControlPlane provider,
      ControlPlane consumer,
      String cluster,
      GatewayInstallation gateway,
      ConnectorInstallation connector) {
    this(provider, consumer, cluster, Optional.empty(), gateway, connector);
  }

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
    return connect(
        executable, provider, gateway, consumer, cluster, Optional.empty(), gateway.enrol(cluster));
  }

  /** The same for a consumer whose objects are all in one namespace. */
  public static Installation connectSingle(
      ControlPlane provider,
      GatewayInstallation gateway,
      ControlPlane consumer,
      String cluster,
      String namespace) {
    return connect(
        Executable.ofThisJvm(),
        provider,
        gateway,
        consumer,
        cluster,
        Optional.of(namespace),
        gateway.enrol(cluster, namespace));
  }

  private static Installation connect(
      Executable executable,
      ControlPlane provider,
      GatewayInstallation gateway,
      ControlPlane consumer,
      String cluster,
      Optional<String> singleNamespace,
      Path token) {
    ConnectorInstallation connector =
        ConnectorInstallation.install(
            executable,
            TargetCluster.of(consumer),
            "localhost:" + gateway.port(),
            gateway.caFile(),
            token);
    connector.awaitAvailable("platform.example.org", "v1");
    connector.awaitAvailable("platform.example.org", "v1alpha1");
    connector.awaitAvailable("storage.example.org", "v1");
    return new Installation(provider, consumer, cluster, singleNamespace, gateway, connector);
  }

  /** The provider namespace of a consumer namespace whose name is short. */
  public String providerNamespace(String consumerNamespace) {
    return singleNamespace.orElse(cluster + "-" + consumerNamespace);
  }

  /** The provider's name of a claim of the consumer. */
  public String providerName(String consumerNamespace, String claim) {
    return singleNamespace.isPresent()
        ? SingleObjectName.of(
            SingleObjectName.CLAIM, consumerNamespace, claim, consumer.clusterUid())
        : claim;
  }

  @Override
  public void close() {
    connector.close();
    gateway.close();
  }
}
