package dev.jetway.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.certs.CertificateStore;
import dev.jetway.certs.CertificateStoreException;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A certificate that replicas share, in a Secret of type {@code kubernetes.io/tls}. Its
 * resourceVersion is what makes one of several writers win.
 *
 * <p>Needs get and update of that Secret, and create of Secrets in its namespace unless it was made
 * beforehand.
 */
public final class SecretCertificateStore implements CertificateStore {
  private final ApiServerClient client;
  private final String namespace;
  private final String name;
  private final Optional<ObjectNode> owner;

  /** A store in this Secret. */
  public SecretCertificateStore(ApiServerClient client, String namespace, String name) {
    this(client, namespace, name, Optional.empty());
  }

  /**
   * A store in a Secret that goes with its owner, if it is made here.
   *
   * @param owner an {@code OwnerReference}
   */
  public SecretCertificateStore(
      ApiServerClient client, String namespace, String name, Optional<ObjectNode> owner) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.owner = owner;
  }

  @Override
  public Optional<Stored> load() {
    return find().map(this::stored);
  }

  @Override
  public boolean create(Map<String, String> data) {
    ObjectNode secret = new ObjectMapper().createObjectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "kubernetes.io/tls");
    ObjectNode metadata =
        secret.putObject("metadata").put("name", name).put("namespace", namespace);
    metadata.putObject("labels").put("app.kubernetes.io/part-of", "jetway");
    owner.ifPresent(reference -> metadata.putArray("ownerReferences").add(reference));
    put(secret, data);
    return isWritten(() -> client.create(path(), secret));
  }

  @Override
  public boolean replace(Stored expected, Map<String, String> data) {
    // What else is on the Secret stays: its type, others' labels.
    Optional<ObjectNode> secret =
        find().filter(found -> stored(found).version().equals(expected.version()));
    if (secret.isEmpty()) {
      return false;
    }
    put(secret.get(), data);
    return isWritten(() -> client.replace(path() + "/" + name, secret.get()));
  }

  private Optional<ObjectNode> find() {
    try {
      return client.find(path() + "/" + name);
    } catch (StatusException | ApiUnreachableException e) {
      throw failed("read", e);
    }
  }

  /** False if somebody else was faster. */
  private boolean isWritten(Runnable write) {
    try {
      write.run();
      return true;
    } catch (StatusException e) {
      if (e.status().code() == 409 || e.status().code() == 404) {
        return false;
      }
      throw failed("write", e);
    } catch (ApiUnreachableException e) {
      throw failed("write", e);
    }
  }

  private static void put(ObjectNode secret, Map<String, String> data) {
    ObjectNode encoded = secret.putObject("data");
    data.forEach((key, value) ->
        encoded.put(
            key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))));
  }

  private Stored stored(ObjectNode secret) {
    Map<String, String> data = new HashMap<>();
    try {
      for (var entry : secret.path("data").properties()) {
        byte[] value = Base64.getDecoder().decode(entry.getValue().asText());
        data.put(entry.getKey(), new String(value, StandardCharsets.US_ASCII));
      }
    } catch (IllegalArgumentException e) {
      throw failed("decode", e);
    }
    return new Stored(secret.at("/metadata/resourceVersion").asText(), data);
  }

  private CertificateStoreException failed(String verb, RuntimeException e) {
    return new CertificateStoreException(
        "could not %s Secret %s/%s: %s".formatted(verb, namespace, name, e.getMessage()), e);
  }

  private String path() {
    return "/api/v1/namespaces/" + namespace + "/secrets";
  }
}
