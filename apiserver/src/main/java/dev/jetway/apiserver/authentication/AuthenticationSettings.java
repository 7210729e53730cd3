package dev.jetway.apiserver.authentication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.certs.Pem;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The content of the ConfigMap {@code kube-system/extension-apiserver-authentication}, which
 * kube-apiserver keeps for servers behind it.
 *
 * @param clientAuthorities who issues users' certificates; empty if users have none
 * @param requestHeader whom to believe about users; empty if nobody
 */
record AuthenticationSettings(
    List<X509Certificate> clientAuthorities, Optional<RequestHeaderSettings> requestHeader) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Trusts nobody. */
  static final AuthenticationSettings NONE =
      new AuthenticationSettings(List.of(), Optional.empty());

  AuthenticationSettings {
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  /**
   * Reads {@code client-ca-file}.
   *
   * @throws dev.jetway.certs.CertificatesException if it is no PEM
   */
  static List<X509Certificate> clientAuthorities(JsonNode data) {
    String pem = data.path("client-ca-file").asText("");
    return pem.isBlank() ? List.of() : Pem.certificates(pem);
  }

  /**
   * Reads the {@code requestheader-*} entries; empty if there is no authority among them.
   *
   * @throws dev.jetway.certs.CertificatesException if the authorities are no PEM
   * @throws IllegalArgumentException if an entry is no JSON array of texts, or a header's name
   *     blank
   */
  static Optional<RequestHeaderSettings> requestHeader(JsonNode data) {
    String pem = data.path("requestheader-client-ca-file").asText("");
    if (pem.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new RequestHeaderSettings(
            Pem.certificates(pem),
            headerNames(data, "requestheader-username-headers"),
            headerNames(data, "requestheader-uid-headers"),
            headerNames(data, "requestheader-group-headers"),
            headerNames(data, "requestheader-extra-headers-prefix"),
            texts(data, "requestheader-allowed-names")));
  }

  private static List<String> headerNames(JsonNode data, String key) {
    List<String> names = texts(data, key);
    if (names.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(key + " has a blank entry");
    }
    return names;
  }

  private static List<String> texts(JsonNode data, String key) {
    String value = data.path(key).asText("");
    if (value.isBlank()) {
      return List.of();
    }
    JsonNode array = parse(key, value);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw new IllegalArgumentException(key + " has an entry that is no text");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  private static JsonNode parse(String key, String value) {
    try {
      JsonNode node = JSON.readTree(value);
      if (node == null || !(node.isArray() || node.isNull())) {
        throw new IllegalArgumentException(key + " is not a JSON array");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(key + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
