package dev.jetway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the API server takes this process for. If it is a ServiceAccount, that owns what the process
 * makes beside it, so that nothing of it is left once the ServiceAccount is removed, by whatever
 * means.
 *
 * @param user the {@code userInfo} of a SelfSubjectReview; missing if it is not known
 */
record OwnAccount(JsonNode user) {
  private static final String PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String PREFIX = "system:serviceaccount:";
  private static final Logger LOG = LoggerFactory.getLogger(OwnAccount.class);

  /** Nobody's: what is made stays. */
  static OwnAccount none() {
    return new OwnAccount(JsonNodeFactory.instance.missingNode());
  }

  /** Asks the API server, which lets everybody ask this. */
  static OwnAccount find(ApiServerClient client) {
    ObjectNode review =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "SelfSubjectReview");
    try {
      return new OwnAccount(client.create(PATH, review).at("/status/userInfo"));
    } catch (StatusException | ApiUnreachableException e) { // it is for tidiness alone
      LOG.info("own account not known reason=\"{}\"", e.getMessage());
      return none();
    }
  }

  /** The {@code OwnerReference} for objects of a namespace; empty if it is another one's. */
  Optional<ObjectNode> ownerIn(String namespace) {
    String prefix = PREFIX + namespace + ":";
    String name = user.path("username").asText();
    String uid = user.path("uid").asText();
    if (!name.startsWith(prefix) || uid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "v1")
            .put("kind", "ServiceAccount")
            .put("name", name.substring(prefix.length()))
            .put("uid", uid));
  }
}
