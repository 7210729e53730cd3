package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/**
 * {@link NamespaceRecord} in one ConfigMap of the consumer cluster, packed, with Kubernetes' own
 * optimistic lock. It is not cut into parts: parts cannot be replaced at one moment.
 */
public final class ConfigMapNamespaceRecordStore implements NamespaceRecordStore {
  /** The most bytes of a packed record; Kubernetes allows 1 MiB for the whole of the data. */
  static final int MAX_BYTES = 1000 * 1024;

  private static final String KEY = "namespaces";
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiServerClient client;
  private final String namespace;
  private final String name;
  private final Optional<ObjectNode> owner;

  /** Keeps it in this ConfigMap. */
  public ConfigMapNamespaceRecordStore(ApiServerClient client, String namespace, String name) {
    this(client, namespace, name, Optional.empty());
  }

  /**
   * Keeps it in this ConfigMap, which goes with its owner.
   *
   * @param owner an {@code OwnerReference}
   */
  public ConfigMapNamespaceRecordStore(
      ApiServerClient client, String namespace, String name, Optional<ObjectNode> owner) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.owner = owner;
  }

  @Override
  public String place() {
    return "ConfigMap " + namespace + "/" + name;
  }

  @Override
  public Optional<Stored> load() {
    return client
        .find(collection() + "/" + name)
        .map(configMap ->
            new Stored(
                record(configMap.path("binaryData").path(KEY).asText("")),
                configMap.at("/metadata/resourceVersion").asText()));
  }

  @Override
  public Saving save(NamespaceRecord record, String version) {
    byte[] packed = packed(record);
    if (packed.length > MAX_BYTES) {
      return Saving.TOO_LARGE;
    }
    ObjectNode configMap = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata =
        configMap.putObject("metadata").put("name", name).put("namespace", namespace);
    metadata.putObject("labels").put("app.kubernetes.io/managed-by", "jetway");
    owner.ifPresent(reference -> metadata.putArray("ownerReferences").add(reference));
    configMap.putObject("binaryData").put(KEY, Base64.getEncoder().encodeToString(packed));
    try {
      if (version.isEmpty()) {
        client.create(collection(), configMap);
      } else {
        metadata.put("resourceVersion", version);
        client.replace(collection() + "/" + name, configMap);
      }
      return Saving.SAVED;
    } catch (StatusException e) {
      if (e.status().code() == CONFLICT || (!version.isEmpty() && e.status().code() == NOT_FOUND)) {
        return Saving.CONFLICT;
      }
      throw e;
    }
  }

  private static Optional<NamespaceRecord> record(String base64) {
    try {
      return Optional.of(NamespaceRecordFile.read(Base64.getDecoder().decode(base64)));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty(); // written by hand, or by another release
    }
  }

  private static byte[] packed(NamespaceRecord record) {
    try {
      return NamespaceRecordFile.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String collection() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }
}
