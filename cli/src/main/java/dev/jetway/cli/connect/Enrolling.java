package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.Enrolment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets a cluster in at a control plane. For one thread. */
final class Enrolling {
  private static final int MOST_LETTERS = 63;

  private final ApiServerClient provider;
  private final Terminal terminal;
  private final String namespace;

  Enrolling(ApiServerClient provider, Terminal terminal, String namespace) {
    this.provider = provider;
    this.terminal = terminal;
    this.namespace = namespace;
  }

  /**
   * Enrols it, or leaves it as it is enrolled.
   *
   * @param cluster its name at the control plane
   * @param clusterId its identity
   * @param single the one namespace for all its objects; empty for one for each of its namespaces
   * @throws SettingsException if the name is another cluster's, or the mapping would change
   */
  void enrol(String cluster, String clusterId, Optional<String> single)
      throws InterruptedException {
    Optional<ObjectNode> before = account(cluster);
    if (before.isPresent()) {
      check(before.get(), cluster, clusterId, single);
    }
    List<ObjectNode> objects =
        single.isPresent()
            ? Enrolment.render(namespace, cluster, single.get())
            : Enrolment.render(namespace, cluster);
    new Applier(provider, false, change -> terminal.print("control plane: " + change))
        .apply(objects);
  }

  private Optional<ObjectNode> account(String cluster) {
    return provider.find("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + cluster);
  }

  private void check(
      ObjectNode account, String cluster, String clusterId, Optional<String> single) {
    String pinned = annotation(account, EnrolledCluster.CLUSTER_ID);
    if (!pinned.isEmpty() && !pinned.equals(clusterId)) {
      throw SettingsException.of(
          "the name \"%s\" is in use at the control plane by the cluster %s, this one is %s: choose another with --name, or revoke it with 'jetway token revoke %s'"
              .formatted(cluster, pinned, clusterId, cluster));
    }
    if (account.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText().isEmpty()) {
      throw SettingsException.of(
          "the control plane has a ServiceAccount %s/%s that stands for no cluster: choose another name with --name"
              .formatted(namespace, cluster));
    }
    String before = annotation(account, Enrolment.SINGLE_NAMESPACE);
    if (!before.equals(single.orElse(""))) {
      throw SettingsException.of(
          "cluster \"%s\" is enrolled with %s, and objects do not move: connect it so, or under another name"
              .formatted(
                  cluster,
                  before.isEmpty()
                      ? "a namespace for each of its own"
                      : "the namespace " + before));
    }
  }

  private static String annotation(ObjectNode account, String name) {
    return account.at("/metadata/annotations").path(name).asText();
  }

  /**
   * The name of a cluster, after its kubeconfig's context.
   *
   * @throws SettingsException if none can be made of it
   */
  static String nameAfter(Optional<String> context) {
    String name =
        context
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    if (name.isEmpty() || name.length() > MOST_LETTERS) {
      throw SettingsException.of(
          "--name: must be given, the name of this cluster at the control plane");
    }
    return name;
  }
}
