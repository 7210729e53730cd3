package dev.jetway.tunnel.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connection's Secret, whose key {@code token} holds the token. Its resourceVersion is what makes
 * one of several writers win; its other keys, labels and type stay as they are.
 *
 * <p>Needs get and update of that Secret.
 */
public final class SecretTokenStore implements TokenStore {
  /** The key of the token. */
  public static final String KEY = "token";

  private final ApiServerClient client;
  private final String name;
  private final String path;

  /** A store in this Secret. */
  public SecretTokenStore(ApiServerClient client, String namespace, String name) {
    this.client = client;
    this.name = namespace + "/" + name;
    this.path = "/api/v1/namespaces/" + namespace + "/secrets/" + name;
  }

  @Override
  public Optional<StoredToken> read() {
    return get().flatMap(this::stored);
  }

  @Override
  public Optional<StoredToken> replace(StoredToken expected, String token) {
    Optional<ObjectNode> found = get().filter(secret -> version(secret).equals(expected.version()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode secret = found.get();
    secret
        .withObject("/data")
        .put(KEY, Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII)));
    return call("write", () -> client.replace(path, secret)).flatMap(this::stored);
  }

  private Optional<ObjectNode> get() {
    return call("read", () -> client.get(path));
  }

  /** Empty if it is gone, or somebody else was faster. */
  private Optional<ObjectNode> call(String verb, Supplier<ObjectNode> call) {
    try {
      return Optional.of(call.get());
    } catch (StatusException e) {
      if (e.status().code() == 404 || e.status().code() == 409) {
        return Optional.empty();
      }
      throw failed(verb, e);
    } catch (ApiUnreachableException e) {
      throw failed(verb, e);
    }
  }

  private Optional<StoredToken> stored(ObjectNode secret) {
    try {
      byte[] value = Base64.getDecoder().decode(secret.path("data").path(KEY).asText());
      String token = new String(value, StandardCharsets.US_ASCII).strip();
      return token.isEmpty()
          ? Optional.empty()
          : Optional.of(new StoredToken(token, version(secret)));
    } catch (IllegalArgumentException e) {
      throw failed("decode", e);
    }
  }

  private static String version(ObjectNode secret) {
    return secret.at("/metadata/resourceVersion").asText();
  }

  private TokenStoreException failed(String verb, RuntimeException e) {
    return new TokenStoreException(
        "could not %s Secret %s: %s".formatted(verb, name, e.getMessage()), e);
  }
}
