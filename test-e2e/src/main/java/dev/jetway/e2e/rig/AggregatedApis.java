package dev.jetway.e2e.rig;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Manifests by which an API server finds an aggregated API on this machine. */
final class AggregatedApis {
  private AggregatedApis() {}

  /**
   * A namespace and a Service of type ExternalName: kube-apiserver dials its name itself, with the
   * port of the APIService, as long as {@code --enable-aggregator-routing} is off.
   */
  static String service(String namespace, String service, String externalName) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %1$s
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: %2$s
      namespace: %1$s
    spec:
      type: ExternalName
      externalName: %3$s
    """
        .formatted(namespace, service, externalName);
  }

  static String apiService(
      String group, String version, String namespace, String service, int port, String caPem) {
    return """
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata:
      name: %2$s.%1$s
    spec:
      group: %1$s
      version: %2$s
      groupPriorityMinimum: 1000
      versionPriority: 100
      caBundle: %6$s
      service:
        namespace: %3$s
        name: %4$s
        port: %5$d
    """
        .formatted(
            group,
            version,
            namespace,
            service,
            port,
            Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8)));
  }
}
