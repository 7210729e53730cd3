package dev.jetway.backend.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.connect.ConnectionSpec.SecretRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialTest {
  private static final SecretRef TOKEN = new SecretRef(SecretRef.Kind.TOKEN, "own", "s");
  private static final SecretRef KUBECONFIG = new SecretRef(SecretRef.Kind.KUBECONFIG, "own", "s");

  private static Optional<ObjectNode> secret(Map<String, String> values) {
    ObjectNode secret = JsonNodeFactory.instance.objectNode();
    values.forEach((key, value) -> secret.withObject("/data").put(key, base64(value)));
    return Optional.of(secret);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertUnusable(Credential credential, String reason, String... message) {
    assertThat(credential)
        .isInstanceOfSatisfying(
            Credential.Unusable.class,
            unusable -> {
              assertThat(unusable.reason()).isEqualTo(reason);
              assertThat(unusable.message()).contains(message);
            });
  }

  @Test
  void readsATokenAndWhenItExpires() {
    String token = "e30." + base64("{\"exp\":1700000000}") + ".x";
    assertThat(
            Credential.of(
                TOKEN,
                secret(Map.of("token", token + "\n", "gateway", "g:443", "ca.crt", "pem")),
                "own"))
        .isEqualTo(
            new Credential.Token(
                "g:443", "pem", token, Optional.of(Instant.ofEpochSecond(1_700_000_000))));
  }

  @Test
  void readsAKubeconfig() {
    assertThat(Credential.of(KUBECONFIG, secret(Map.of("kubeconfig", "x")), "own"))
        .isEqualTo(new Credential.Kubeconfig("x"));
  }

  @Test
  void aSecretElsewhereIsNotRead() {
    assertUnusable(
        Credential.of(TOKEN, secret(Map.of()), "other"), "SecretInvalid", "make it in other");
  }

  @Test
  void aMissingSecretSaysWhatItMustHold() {
    assertUnusable(
        Credential.of(TOKEN, Optional.empty(), "own"),
        "SecretNotFound",
        "Secret own/s does not exist",
        "token, gateway and ca.crt");
    assertUnusable(
        Credential.of(KUBECONFIG, Optional.empty(), "own"), "SecretNotFound", "kubeconfig");
  }

  @Test
  void missingKeysAreNamed() {
    assertUnusable(
        Credential.of(TOKEN, secret(Map.of("token", "t", "address", "g:1")), "own"),
        "SecretInvalid",
        "no key gateway and ca.crt",
        "has address, token");
    assertUnusable(Credential.of(KUBECONFIG, secret(Map.of()), "own"), "SecretInvalid", "has none");
  }

  @Test
  void aGatewayIsHostAndPort() {
    assertUnusable(
        Credential.of(TOKEN, secret(Map.of("token", "t", "gateway", "g", "ca.crt", "pem")), "own"),
        "SecretInvalid",
        "must be host:port, it is \"g\"");
  }
}
