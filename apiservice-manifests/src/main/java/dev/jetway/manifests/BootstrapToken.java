package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.time.Instant;

/**
 * The token that a person hands from the control plane to a consumer cluster: good for ten minutes,
 * for one exchange at the gateway, and for nothing else.
 *
 * <p>It is a token of the cluster's ServiceAccount, bound to a Secret. The exchange deletes the
 * Secret, which ends the token. Making another one ends the one before.
 *
 * @param token the bearer token; never shown by {@link #toString}
 * @param expires when it ends, used or not
 */
public record BootstrapToken(String token, Instant expires) {
  /** How long it lives: the shortest time that kube-apiserver gives. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** The type of the Secret. */
  public static final String SECRET_TYPE = "connect.jetway.dev/bootstrap";

  private static final int MAX_ATTEMPTS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Makes one for a cluster that is enrolled.
   *
   * @param provider the control plane, as someone who may get ServiceAccounts, get, create and
   *     delete Secrets, and create tokens, in the namespace
   * @param namespace the gateway's namespace
   * @param cluster the cluster's name there
   * @param audience the gateway's, {@code connect.jetway.dev} unless it was told another
   * @throws StatusException 404 if the cluster is not enrolled, or what else the control plane says
   * @throws dev.jetway.kube.ApiUnreachableException if it says nothing
   */
  public static BootstrapToken create(
      ApiServerClient provider, String namespace, String cluster, String audience) {
    String core = "/api/v1/namespaces/" + namespace;
    String account = core + "/serviceaccounts/" + cluster;
    String uid = accountUid(provider, account, namespace, cluster);
    ObjectNode secret = replaceSecret(provider, core + "/secrets", secret(namespace, cluster, uid));
    ObjectNode request = JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec").put("expirationSeconds", LIFETIME.toSeconds());
    spec.putArray("audiences").add(audience);
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Secret")
        .put("name", secret.at("/metadata/name").asText())
        .put("uid", secret.at("/metadata/uid").asText());
    JsonNode status = provider.create(account + "/token", request).path("status");
    return new BootstrapToken(
        status.path("token").asText(), Instant.parse(status.path("expirationTimestamp").asText()));
  }

  @Override
  public String toString() {
    return "BootstrapToken[token=..., expires=" + expires + "]";
  }

  private static String accountUid(
      ApiServerClient provider, String account, String namespace, String cluster) {
    try {
      return provider.get(account).at("/metadata/uid").asText();
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
      throw new StatusException(
          Status.of(
              404,
              ("cluster \"%s\" is not enrolled: there is no ServiceAccount %s/%s; run \"jetway manifests enrolment"
                      + " %s | kubectl apply -f -\" at the control plane")
                  .formatted(cluster, namespace, cluster, cluster)),
          e);
    }
  }

  /**
   * A new Secret, with a UID of its own: what was bound to the one before is of no use any more.
   */
  private static ObjectNode replaceSecret(
      ApiServerClient provider, String secrets, ObjectNode secret) {
    for (int attempt = 1; ; attempt++) {
      try {
        return provider.create(secrets, secret);
      } catch (StatusException e) {
        if (e.status().code() != 409 || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
      try {
        provider.delete(secrets + "/" + secret.at("/metadata/name").asText());
      } catch (StatusException e) {
        if (e.status().code() != 404) {
          throw e;
        }
      }
    }
  }

  /** It goes with the ServiceAccount. */
  private static ObjectNode secret(String namespace, String cluster, String accountUid) {
    ObjectNode secret = JSON.createObjectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret").put("type", SECRET_TYPE);
    ObjectNode metadata =
        secret
            .putObject("metadata")
            .put("name", Enrolment.bootstrapSecret(cluster))
            .put("namespace", namespace);
    metadata
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway")
        .put(Enrolment.CLUSTER_LABEL, cluster);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "ServiceAccount")
        .put("name", cluster)
        .put("uid", accountUid);
    return secret;
  }
}
