package dev.jetway.cli.connect;

import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Removal;
import java.util.Optional;

/** What a cluster that leaves has at its control plane. For one thread. */
final class ProviderSide implements Disconnecting.OtherEnd {
  private final ApiServerClient provider;
  private final String namespace;
  private final Terminal terminal;
  private final Optional<String> name;

  /**
   * At one control plane.
   *
   * @param name the cluster's name there, where the connection does not say it
   */
  ProviderSide(
      ApiServerClient provider, String namespace, Terminal terminal, Optional<String> name) {
    this.provider = provider;
    this.namespace = namespace;
    this.terminal = terminal;
    this.name = name;
  }

  @Override
  public void check(Optional<KnownControlPlane> known) {
    String uid = Target.uid(provider);
    if (known.isPresent() && name.isEmpty() && !known.get().id().equals(uid)) {
      throw SettingsException.of(
          "the connection leads to the control plane %s, and the one that is named is %s: name the right one, or leave it out"
              .formatted(known.get().id(), uid));
    }
  }

  /**
   * Takes it away.
   *
   * @param known what the connection says of the control plane; empty if it never was connected
   * @param withObjects whether its namespaces are removed, too
   */
  @Override
  public void leave(Optional<KnownControlPlane> known, boolean withObjects)
      throws InterruptedException {
    Optional<String> cluster = name.or(() -> known.map(KnownControlPlane::clusterName));
    if (cluster.isEmpty()) {
      terminal.remark(
          "the connection is gone, or never was up, so this cluster's name at the control plane is"
              + " not known: give --name to take its access away, too");
      return;
    }
    Removal removal =
        new Removal(
            provider, namespace, false, change -> terminal.print("control plane: " + change));
    removal.unenrol(cluster.get());
    if (withObjects) {
      removal.namespacesOf(cluster.get());
    }
  }

  /**
   * What a connection knows of where it leads.
   *
   * @param id the control plane's identity
   * @param clusterName this cluster's name there
   */
  record KnownControlPlane(String id, String clusterName) {}
}
