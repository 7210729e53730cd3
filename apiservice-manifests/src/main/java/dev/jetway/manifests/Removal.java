package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.StatusException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a part of Jetway out of a cluster, in an order that leaves no APIService without a server
 * behind it, whenever it is stopped; the same call again finishes the work. For one thread.
 *
 * <pre>
 * connector:  bindings ─► connections ─► the right to write APIServices ─► APIServices ─► workload ─► rights, kinds ─► namespace
 * gateway:    enrolments ─► workload ─► what it let clusters do ─► rights, policy ─► namespace
 * </pre>
 */
public final class Removal {
  private static final String KINDS = "connect.jetway.dev/v1alpha1";
  private static final String CORE = "v1";
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String MANAGED = "connect.jetway.dev/managed=true";
  private static final Duration UNREGISTERED_WITHIN = Duration.ofMinutes(1);

  private final ApiServerClient client;
  private final String namespace;
  private final boolean dryRun;
  private final Applier applier;

  /**
   * For one cluster.
   *
   * @param namespace the namespace of the part
   * @param dryRun whether nothing is to be changed
   * @param listener hears of every object that is gone, or would be
   */
  public Removal(
      ApiServerClient client, String namespace, boolean dryRun, Consumer<ObjectChange> listener) {
    this.client = client;
    this.namespace = namespace;
    this.dryRun = dryRun;
    this.applier = new Applier(client, dryRun, listener);
  }

  /** The ClusterConnections that are there. */
  public List<String> connections() {
    return names(applier.all(KINDS, "ClusterConnection", ""));
  }

  /** The clusters that are enrolled at a gateway here. */
  public List<String> enrolled() {
    return names(
        applier.all(CORE, "ServiceAccount", Enrolment.CLUSTER_LABEL).stream()
            .filter(account -> account.namespace().equals(namespace))
            .toList());
  }

  /**
   * Takes the connector out of a consumer cluster, with all connections and bindings.
   *
   * @throws StatusException if the API server refuses a step
   * @throws IllegalStateException if something does not go away in time
   */
  public void connector() throws InterruptedException {
    registrations();
    List<ObjectNode> objects = ConsumerManifests.render(Workload.of("jetway").in(namespace));
    leave(objects, "jetway-gateway", "jetway-connector");
  }

  /**
   * Takes away all connections, bindings and APIServices, for whoever removes the connector itself
   * by other means, such as Helm.
   *
   * @throws StatusException if the API server refuses a step
   * @throws IllegalStateException if something does not go away in time
   */
  public void registrations() throws InterruptedException {
    applier.deleteAll(KINDS, "APIBinding", "");
    applier.deleteAll(KINDS, "ClusterAPIBinding", "");
    applier.deleteAll(KINDS, "ClusterConnection", "");
    if (!dryRun) {
      unregister(ConsumerManifests.access(namespace));
    }
  }

  /**
   * Takes the gateway out of a control plane, with the enrolment of every cluster.
   *
   * @param withObjects whether the namespaces of consumer clusters go too, with all that is in them
   * @throws StatusException if the API server refuses a step
   * @throws IllegalStateException if something does not go away in time
   */
  public void gateway(boolean withObjects) throws InterruptedException {
    for (String cluster : enrolled()) {
      unenrol(cluster);
    }
    List<ObjectNode> objects =
        ProviderManifests.render(
            new ProviderManifests.Options(
                Workload.of("jetway").in(namespace), "ClusterIP", List.of()));
    List<ObjectNode> workload =
        objects.stream()
            .filter(object -> object.path("kind").asText().equals("Deployment"))
            .toList();
    applier.delete(workload);
    applier.deleteAll(RBAC, "ClusterRoleBinding", "connect.jetway.dev/keeper=" + namespace);
    applier.deleteAll(RBAC, "RoleBinding", MANAGED);
    if (withObjects) {
      applier.deleteAll(CORE, "Namespace", MANAGED);
    }
    leave(objects, "jetway-connector", "jetway-gateway");
  }

  /** Takes a cluster's access to this control plane away; its tunnels end within seconds. */
  public void unenrol(String cluster) throws InterruptedException {
    applier.delete(
        new ObjectAddress(
            "Secret",
            namespace,
            Enrolment.bootstrapSecret(cluster),
            "/api/v1/namespaces/" + namespace + "/secrets"));
    applier.delete(Enrolment.render(namespace, cluster));
    // They belong to it, but whoever takes the name next must not depend on the garbage collector.
    String selector = DirectAccount.CLUSTER_LABEL + "=" + cluster;
    for (JsonNode account :
        client
            .get(
                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                QueryString.EMPTY.with("labelSelector", selector).encode())
            .path("items")) {
      applier.delete(
          ObjectAddress.of(
              ((ObjectNode) account).put("apiVersion", CORE).put("kind", "ServiceAccount")));
    }
  }

  /**
   * Removes the provider namespaces of one cluster, with all that is in them; those that clusters
   * share stay.
   */
  public void namespacesOf(String cluster) throws InterruptedException {
    applier.deleteAll(
        CORE,
        "Namespace",
        MANAGED
            + ","
            + Enrolment.CLUSTER_LABEL
            + "="
            + cluster
            + ",connect.jetway.dev/mapping!=Single");
  }

  /**
   * A connector that still runs would put its APIServices back until it is gone; without one that
   * runs, they would stay. So it loses the right to write them first, and goes on serving.
   */
  private void unregister(List<ObjectNode> access) {
    ObjectNode role =
        access.stream()
            .filter(object -> object.path("kind").asText().equals("ClusterRole"))
            .findFirst()
            .orElseThrow();
    if (client.find(ObjectAddress.of(role).path()).isPresent()) {
      applier.apply(withoutWritingApiServices(role));
    }
    Clock clock = Clock.systemUTC();
    if (!Unregistration.ofAll(client).run(clock.instant().plus(UNREGISTERED_WITHIN), clock)) {
      throw new IllegalStateException(
          "APIServices with the label connect.jetway.dev/managed-by keep coming back: stop"
              + " connectors that run outside the cluster, and repeat");
    }
  }

  private static ObjectNode withoutWritingApiServices(ObjectNode role) {
    ObjectNode copy = role.deepCopy();
    copy.path("rules")
        .forEach(rule -> {
          if (rule.path("resources").toString().contains("\"apiservices\"")) {
            ((ObjectNode) rule).putArray("verbs").add("get").add("list").add("watch");
          }
        });
    return copy;
  }

  /** The rest, and the namespace unless the other part lives in it. */
  private void leave(List<ObjectNode> objects, String other, String self)
      throws InterruptedException {
    boolean shared =
        client.find("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + other).isPresent();
    List<ObjectNode> leaving =
        objects.stream()
            .filter(object -> !shared || !object.path("kind").asText().equals("Namespace"))
            .toList();
    if (shared) {
      leaveSharedNamespace(self);
    }
    applier.delete(leaving);
  }

  /** What the part wrote into the namespace while it ran. */
  private void leaveSharedNamespace(String self) throws InterruptedException {
    for (String kind : List.of("Secret", "ConfigMap", "Lease")) {
      String version = kind.equals("Lease") ? "coordination.k8s.io/v1" : CORE;
      for (ObjectAddress address : applier.all(version, kind, "")) {
        boolean ours =
            address.name().equals(self)
                || address.name().startsWith(self + "-")
                || (self.equals("jetway-connector")
                    && address.name().startsWith("jetway-connection-"));
        if (address.namespace().equals(namespace) && ours) {
          applier.delete(address);
        }
      }
    }
  }

  private static List<String> names(List<ObjectAddress> addresses) {
    return addresses.stream().map(ObjectAddress::name).sorted().toList();
  }
}
