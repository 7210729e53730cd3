package dev.jetway.certs;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager with one key, which can be replaced while connections are open: handshakes that
 * begin afterwards use the new one, established connections keep what they negotiated. Serves and
 * dials. As a client it presents its certificate whatever authorities the server names, as whoever
 * configured a certificate for a server expects.
 *
 * <p>Safe for use by several threads. A handshake asks three times (which alias, which chain, which
 * key) and a replacement may fall in between; so each material has an alias of its own, and the one
 * before the current can still be asked for.
 */
public final class ReloadableKeyManager extends X509ExtendedKeyManager {

  private volatile Generation current;

  /** A key manager that starts with this material. */
  public ReloadableKeyManager(KeyMaterial material) {
    this.current = new Generation("1", material, null);
  }

  /** Uses this material for handshakes from now on. */
  public synchronized void replace(KeyMaterial material) {
    Generation last = current;
    int number = Integer.parseInt(last.alias()) + 1;
    current =
        new Generation(
            Integer.toString(number),
            material,
            new Generation(last.alias(), last.material(), null));
  }

  /** The material that the next handshake uses. */
  public KeyMaterial material() {
    return current.material();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Generation generation = generation(alias);
    return generation == null
        ? null
        : generation.material().chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Generation generation = generation(alias);
    return generation == null ? null : generation.material().key();
  }

  private @Nullable String alias(String... keyTypes) {
    Generation generation = current;
    String algorithm = generation.material().certificate().getPublicKey().getAlgorithm();
    // TLS 1.2 may name the issuer's algorithm too, as in EC_RSA.
    return Stream.of(keyTypes).anyMatch(type -> type.split("_", 2)[0].equals(algorithm))
        ? generation.alias()
        : null;
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  private @Nullable Generation generation(String alias) {
    Generation generation = current;
    while (generation != null && !generation.alias().equals(alias)) {
      generation = generation.before();
    }
    return generation;
  }

  private record Generation(String alias, KeyMaterial material, @Nullable Generation before) {}
}
