package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.cache.StaleReads;
import java.time.Instant;
import java.util.Optional;

/**
 * What a ClusterConnection says.
 *
 * @param name its name
 * @param uid its UID
 * @param created when it was made
 * @param secret where its credential is
 * @param clusterName the name of this cluster at the control plane; empty where the token says it
 * @param singleNamespace the one namespace for all objects there; empty for one each, or where the
 *     enrolment says it
 * @param pull whether all that is offered is bound
 * @param staleReads what becomes of reads while the control plane cannot be reached
 * @param acceptControlPlane the only control plane that is accepted; empty for the first one seen
 */
public record ConnectionSpec(
    String name,
    String uid,
    Instant created,
    SecretRef secret,
    Optional<String> clusterName,
    Optional<String> singleNamespace,
    boolean pull,
    StaleReads staleReads,
    Optional<String> acceptControlPlane) {
  /** Where a credential is. */
  public record SecretRef(Kind kind, String namespace, String name) {
    /** What the Secret holds. */
    public enum Kind {
      /** A token for a gateway. */
      TOKEN,
      /** A kubeconfig of the control plane itself. */
      KUBECONFIG
    }

    /** As people write it. */
    @Override
    public String toString() {
      return "Secret " + namespace + "/" + name;
    }
  }

  /** Reads an object whose schema has been checked. */
  static ConnectionSpec of(ObjectNode object) {
    var spec = object.path("spec");
    var secret = spec.path("secretRef");
    return new ConnectionSpec(
        object.at("/metadata/name").asText(),
        object.at("/metadata/uid").asText(),
        created(object),
        new SecretRef(
            secret.path("kind").asText().equals("KubeConfig")
                ? SecretRef.Kind.KUBECONFIG
                : SecretRef.Kind.TOKEN,
            secret.path("namespace").asText(),
            secret.path("name").asText()),
        text(spec.path("clusterName").asText()),
        text(spec.at("/namespaceMapping/namespace").asText()),
        spec.at("/crdManagement/pullBehavior").asText().equals("Pull"),
        spec.path("staleReads").asText().equals("Refuse") ? StaleReads.REFUSE : StaleReads.SERVE,
        text(spec.path("acceptControlPlane").asText()));
  }

  static Instant created(ObjectNode object) {
    return Instant.parse(object.at("/metadata/creationTimestamp").asText());
  }

  private static Optional<String> text(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Whether a link made for the other can serve this one. */
  boolean hasLinkOf(ConnectionSpec other) {
    return uid.equals(other.uid)
        && secret.equals(other.secret)
        && clusterName.equals(other.clusterName)
        && singleNamespace.equals(other.singleNamespace)
        && staleReads == other.staleReads
        && acceptControlPlane.equals(other.acceptControlPlane);
  }
}
