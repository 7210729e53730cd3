package dev.jetway.e2e.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What people do in a consumer cluster, with kubectl alone. */
record Consumer(ControlPlane plane) {
  static final String GROUP = "platform.example.org";
  static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));

  private static final String NAMESPACE = "jetway-system";

  Kubectl kubectl() {
    return plane.kubectl();
  }

  /** A Secret of kind Token for a gateway. */
  void tokenSecret(String name, String gateway, String authority, String token) {
    kubectl()
        .apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: %s}
            type: connect.jetway.dev/token
            stringData:
              gateway: %s
              token: %s
              ca.crt: |
                %s
            """
                .formatted(
                    name, NAMESPACE, gateway, token, authority.strip().replace("\n", "\n    ")));
  }

  /** A Secret with what a gateway has enrolled this cluster under. */
  void tokenSecret(String name, GatewayInstallation gateway, String cluster) {
    tokenSecret(
        name, "localhost:" + gateway.port(), read(gateway.caFile()), read(gateway.enrol(cluster)));
  }

  /** A connection by token. */
  void connection(String name, String secret, String pullBehavior) {
    kubectl()
        .apply(
            """
            apiVersion: connect.jetway.dev/v1alpha1
            kind: ClusterConnection
            metadata: {name: %s}
            spec:
              secretRef: {kind: Token, name: %s}
              crdManagement: {pullBehavior: %s}
            """
                .formatted(name, secret, pullBehavior));
  }

  /** Binds a group for all namespaces. */
  void bind(String name, String connection, String group) {
    kubectl()
        .apply(
            """
            apiVersion: connect.jetway.dev/v1alpha1
            kind: ClusterAPIBinding
            metadata: {name: %s}
            spec: {connection: %s, group: %s}
            """
                .formatted(name, connection, group));
  }

  /** Waits until an object's row of kubectl get begins with its name and this status. */
  void awaitStatus(String kind, String name, String status, String... message) {
    SOON.passes(() -> {
      String row = kubectl().run("get", kind, name, "--no-headers").out();
      assertThat(row).matches("(?s)" + name + "\\s+" + status + "\\s.*");
      for (String part : message) {
        assertThat(row).contains(part);
      }
    });
  }

  /** Waits until a Warning or a Normal event tells of it. */
  void awaitEvent(String name, String reason) {
    SOON.passes(() ->
        assertThat(
                kubectl()
                    .output(
                        "get",
                        "events",
                        "-A",
                        "--field-selector=involvedObject.name=" + name,
                        "-o",
                        "jsonpath={.items[*].reason}"))
            .contains(reason));
  }

  /** Waits until an API can be used. */
  void awaitServed(String resource) {
    SOON.passes(() ->
        assertThat(kubectl().run("get", resource, "-A").err()).doesNotContainIgnoringCase("error"));
  }

  /** Waits until there is no APIService of a group. */
  void awaitUnregistered(String group) {
    SOON.passes(() ->
        assertThat(kubectl().output("get", "apiservices", "-o", "name")).doesNotContain(group));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
