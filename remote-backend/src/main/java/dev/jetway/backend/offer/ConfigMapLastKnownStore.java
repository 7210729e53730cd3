package dev.jetway.backend.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.namespace.ConfigMapNamespaceRecordStore;
import dev.jetway.backend.namespace.NamespaceRecordStore;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * {@link LastKnown} in ConfigMaps of the consumer cluster: {@code <name>-0}, {@code <name>-1} and
 * so on, each holding a part that stays below the 1 MiB that Kubernetes allows. Every part names
 * the SHA-256 of the whole; parts that do not fit together count as nothing. The namespaces are in
 * {@code <name>-namespaces}, and what was accepted in {@code <name>-accepted-a-0}, {@code
 * <name>-accepted-b-0} and so on.
 */
public final class ConfigMapLastKnownStore implements LastKnownStore {
  /** The most parts that are written: with more, nothing is kept. */
  public static final int MAX_PARTS = 8;

  private static final int PART_BYTES = 700 * 1024;
  private static final String SHA = "connect.jetway.dev/sha256";
  private static final String PARTS = "connect.jetway.dev/parts";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiServerClient client;
  private final String namespace;
  private final String name;
  private final Optional<ObjectNode> owner;

  /** Keeps it in ConfigMaps of this namespace whose names begin with this name. */
  public ConfigMapLastKnownStore(ApiServerClient client, String namespace, String name) {
    this(client, namespace, name, Optional.empty());
  }

  /**
   * The same in ConfigMaps that go with their owner.
   *
   * @param owner an {@code OwnerReference}
   */
  public ConfigMapLastKnownStore(
      ApiServerClient client, String namespace, String name, Optional<ObjectNode> owner) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.owner = owner;
  }

  @Override
  public Optional<LastKnown> load() {
    Optional<ObjectNode> first = part(0);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String sha = annotation(first.get(), SHA);
    int parts = Integer.parseInt(annotation(first.get(), PARTS));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < parts; i++) {
      Optional<ObjectNode> part = i == 0 ? first : part(i);
      if (part.isEmpty() || !annotation(part.get(), SHA).equals(sha)) {
        return Optional.empty();
      }
      whole.writeBytes(
          Base64.getDecoder().decode(part.get().path("binaryData").path("part").asText()));
    }
    if (!sha256(whole.toByteArray()).equals(sha)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LastKnownArchive.read(whole.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "ConfigMap " + namespace + "/" + name + "-0 is unreadable: " + e.getMessage(), e);
    }
  }

  @Override
  public void save(LastKnown lastKnown) {
    byte[] archive;
    try {
      archive = LastKnownArchive.write(lastKnown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int parts = Math.ceilDiv(archive.length, PART_BYTES);
    if (parts > MAX_PARTS) {
      throw new IllegalStateException(
          "what is offered takes "
              + archive.length
              + " bytes packed, more than "
              + MAX_PARTS * PART_BYTES);
    }
    String sha = sha256(archive);
    if (part(0).filter(first -> annotation(first, SHA).equals(sha)).isPresent()) {
      return; // another replica, or this one before, wrote the same
    }
    for (int i = parts - 1; i >= 0; i--) { // the first part last: it is what a reader begins with
      byte[] bytes =
          Arrays.copyOfRange(
              archive, i * PART_BYTES, Math.min(archive.length, (i + 1) * PART_BYTES));
      put(i, bytes, sha, parts);
    }
  }

  @Override
  public Optional<NamespaceRecordStore> namespaces() {
    return Optional.of(
        new ConfigMapNamespaceRecordStore(client, namespace, name + "-namespaces", owner));
  }

  @Override
  public AcceptedStore accepted() {
    return new ConfigMapAcceptedStore(
        new ConfigMapLastKnownStore(client, namespace, name + "-accepted-a", owner),
        new ConfigMapLastKnownStore(client, namespace, name + "-accepted-b", owner));
  }

  private Optional<ObjectNode> part(int i) {
    return client.find(path() + "/" + name + "-" + i);
  }

  private void put(int i, byte[] bytes, String sha, int parts) {
    ObjectNode configMap = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata =
        configMap.putObject("metadata").put("name", name + "-" + i).put("namespace", namespace);
    metadata.putObject("labels").put("app.kubernetes.io/managed-by", "jetway");
    owner.ifPresent(reference -> metadata.putArray("ownerReferences").add(reference));
    metadata.putObject("annotations").put(SHA, sha).put(PARTS, Integer.toString(parts));
    configMap.putObject("binaryData").put("part", Base64.getEncoder().encodeToString(bytes));
    try {
      client.create(path(), configMap);
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
      client.replace(path() + "/" + name + "-" + i, configMap);
    }
  }

  private String path() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private static String annotation(JsonNode object, String key) {
    return object.path("metadata").path("annotations").path(key).asText("");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
