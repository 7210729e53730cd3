package dev.jetway.tunnel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** The words of the exchange of tokens, which both ends know. */
public final class TunnelToken {
  /** Where a dialer asks for a new token: {@code POST}, with the one that it has. */
  public static final String PATH = "/tunnel/token";

  /** The new token, in the answer. */
  public static final String TOKEN = "token";

  /** When it ends, in the answer, as RFC 3339 has it. */
  public static final String EXPIRES = "expirationTimestamp";

  /** The reason of the 403 for a bootstrap token that comes for anything but an exchange. */
  public static final String BOOTSTRAP_ONLY = "BootstrapTokenOnly";

  /** The reason of the 403 for a bootstrap token that was exchanged before, or replaced. */
  public static final String BOOTSTRAP_USED = "BootstrapTokenUsed";

  private TunnelToken() {}

  /** A TokenRequest of authentication.k8s.io/v1. */
  public static ObjectNode request(String audience, Duration lifetime) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request
        .putObject("spec")
        .put("expirationSeconds", lifetime.toSeconds())
        .putArray("audiences")
        .add(audience);
    return request;
  }
}
