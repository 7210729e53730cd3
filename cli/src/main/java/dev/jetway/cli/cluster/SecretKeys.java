package dev.jetway.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The keys of a Secret as text. Pure functions. */
public final class SecretKeys {
  private SecretKeys() {}

  /** What a key holds; empty if the Secret does not have it. */
  public static String text(JsonNode secret, String key) {
    String encoded = secret.path("data").path(key).asText();
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  /** A text as the value of a key. */
  public static String value(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
