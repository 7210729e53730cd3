package dev.jetway.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What a control plane needs: the gateway, and what it may do. Pure functions. */
public final class ProviderManifests {
  private ProviderManifests() {}

  /**
   * What can be chosen.
   *
   * @param workload how the gateway runs
   * @param serviceType {@code ClusterIP}, {@code NodePort} or {@code LoadBalancer}
   * @param serverNames DNS names and IP addresses under which connectors reach the gateway, for its
   *     certificate; those of the Service are added
   */
  public record Options(Workload workload, String serviceType, List<String> serverNames) {
    /** Checks the values and copies the list. */
    public Options {
      if (!List.of("ClusterIP", "NodePort", "LoadBalancer").contains(serviceType)) {
        throw new IllegalArgumentException(
            "service type must be ClusterIP, NodePort or LoadBalancer: \"" + serviceType + "\"");
      }
      serverNames = List.copyOf(serverNames);
    }
  }

  /** All objects, in the order in which they can be applied. */
  public static List<ObjectNode> render(Options options) {
    List<ObjectNode> objects = new ArrayList<>(access(options.workload().namespace()));
    List<ObjectNode> workload =
        options.workload().render("jetway-gateway/files/workload.yaml", arguments(options));
    ((ObjectNode) ManifestFile.ofKind(workload, "Service").get("spec"))
        .put("type", options.serviceType());
    objects.addAll(workload);
    return List.copyOf(objects);
  }

  /**
   * Namespace, ServiceAccount, rights and the policy on origin labels alone, for a gateway that
   * runs outside the cluster.
   */
  public static List<ObjectNode> access(String namespace) {
    List<ObjectNode> objects =
        new ArrayList<>(ManifestFile.load("jetway-gateway/files/access.yaml", namespace));
    objects.addAll(ManifestFile.load("jetway-gateway/files/policy.yaml", namespace));
    return List.copyOf(objects);
  }

  private static List<String> arguments(Options options) {
    String namespace = options.workload().namespace();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--listen=0.0.0.0:8443",
                "--health-listen=0.0.0.0:8081",
                "--namespace=" + namespace,
                "--tls-secret=" + namespace + "/jetway-gateway-tls",
                "--tls-name=jetway-gateway." + namespace + ".svc",
                "--log-format=json"));
    options.serverNames().forEach(name -> arguments.add("--tls-name=" + name));
    return arguments;
  }
}
