package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.connect.ConnectionSpec.SecretRef;
import dev.jetway.tunnel.TokenClaims;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a connection's Secret holds. */
public sealed interface Credential {
  /**
   * For a gateway.
   *
   * @param gateway {@code host:port}
   * @param authorities PEM of what the gateway's certificate must come from
   * @param token what is presented
   * @param expires when it expires, where it says so
   */
  record Token(String gateway, String authorities, String token, Optional<Instant> expires)
      implements Credential {
    boolean leadsWhere(Token other) {
      return gateway.equals(other.gateway) && authorities.equals(other.authorities);
    }

    @Override
    public String toString() {
      return "token for " + gateway;
    }
  }

  /** A kubeconfig of the control plane. */
  record Kubeconfig(String text) implements Credential {
    @Override
    public String toString() {
      return "kubeconfig";
    }
  }

  /**
   * Nothing that can be used.
   *
   * @param reason of the condition
   * @param message for people, with what to do
   */
  record Unusable(String reason, String message) implements Credential {}

  /**
   * Reads a Secret.
   *
   * @param secret the object, if it is there
   * @param ownNamespace the only namespace that Secrets are read from
   */
  static Credential of(SecretRef ref, Optional<ObjectNode> secret, String ownNamespace) {
    if (!ref.namespace().equals(ownNamespace)) {
      return new Unusable(
          "SecretInvalid",
          "%s is not in the connector's namespace, the only one whose Secrets it may read: make it in %s"
              .formatted(ref, ownNamespace));
    }
    if (secret.isEmpty()) {
      return new Unusable(
          "SecretNotFound",
          ref.kind() == SecretRef.Kind.TOKEN
              ? ref
                  + " does not exist: make it with the keys token, gateway and ca.crt, or run"
                  + " jetway connect"
              : ref + " does not exist: make it with the key kubeconfig");
    }
    return switch (ref.kind()) {
      case TOKEN -> token(ref, secret.get());
      case KUBECONFIG -> kubeconfig(ref, secret.get());
    };
  }

  private static Credential token(SecretRef ref, ObjectNode secret) {
    String token = value(secret, "token").strip();
    String gateway = value(secret, "gateway").strip();
    String authorities = value(secret, "ca.crt");
    List<String> missing = new ArrayList<>();
    if (token.isEmpty()) {
      missing.add("token");
    }
    if (gateway.isEmpty()) {
      missing.add("gateway");
    }
    if (authorities.isBlank()) {
      missing.add("ca.crt");
    }
    if (!missing.isEmpty()) {
      return lacks(ref, String.join(" and ", missing), "token, gateway and ca.crt", secret);
    }
    if (!gateway.matches("\\S+:[0-9]{1,5}")) {
      return new Unusable(
          "SecretInvalid",
          "the key gateway of %s must be host:port, it is \"%s\"".formatted(ref, gateway));
    }
    return new Token(gateway, authorities, token, expiry(token));
  }

  private static Credential kubeconfig(SecretRef ref, ObjectNode secret) {
    String text = value(secret, "kubeconfig");
    return text.isBlank() ? lacks(ref, "kubeconfig", "kubeconfig", secret) : new Kubeconfig(text);
  }

  private static Unusable lacks(SecretRef ref, String missing, String needed, ObjectNode secret) {
    List<String> has = new ArrayList<>();
    secret.path("data").fieldNames().forEachRemaining(has::add);
    Collections.sort(has);
    return new Unusable(
        "SecretInvalid",
        "%s has no key %s: it needs %s, and has %s"
            .formatted(ref, missing, needed, has.isEmpty() ? "none" : String.join(", ", has)));
  }

  private static String value(ObjectNode secret, String key) {
    try {
      return new String(
          Base64.getDecoder().decode(secret.path("data").path(key).asText()),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return ""; // the API server lets nothing but base64 in
    }
  }

  /** It is shown to people, and decides nothing. */
  private static Optional<Instant> expiry(String token) {
    return TokenClaims.of(token).map(TokenClaims::expires).filter(Instant.MAX::isAfter);
  }
}
