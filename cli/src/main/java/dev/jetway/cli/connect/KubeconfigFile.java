package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.manifests.ManifestYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;

/**
 * A kubeconfig with one context.
 *
 * @param name what its cluster, its user and its context are called
 * @param gateway where it leads
 * @param namespace the context's
 * @param token the bearer token; never shown by {@link #toString}
 */
record KubeconfigFile(String name, GatewayAccess gateway, String namespace, String token) {
  private static final String OWNER_ONLY = "rw-------";
  private static final int MOST_BYTES = 1 << 20;

  String toYaml() {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("apiVersion", "v1").put("kind", "Config").put("current-context", name);
    named(file, "clusters")
        .putObject("cluster")
        .put("server", "https://" + gateway.address())
        .put(
            "certificate-authority-data",
            Base64.getEncoder().encodeToString(gateway.caPem().getBytes(StandardCharsets.UTF_8)));
    named(file, "users").putObject("user").put("token", token);
    named(file, "contexts")
        .putObject("context")
        .put("cluster", name)
        .put("user", name)
        .put("namespace", namespace);
    return ManifestYaml.write(List.of(file));
  }

  @Override
  public String toString() {
    return "KubeconfigFile[name=" + name + ", token=...]";
  }

  /**
   * Returns if the file is not there, or holds what was written for the same name and nothing else.
   *
   * @throws SettingsException if it must not be replaced
   */
  static void requireReplaceable(Path file, String name) {
    if (Files.notExists(file)) {
      return;
    }
    if (!isOf(file, name)) {
      throw SettingsException.of(
          "--output: \"%s\" is there, and is not the kubeconfig of %s alone: name another file; 'KUBECONFIG=a:b kubectl config view --flatten' makes one of two"
              .formatted(file, name));
    }
  }

  /** Writes the file, which is either the old or the new one at any moment. */
  static void write(Path file, String text) {
    Path target = file.toAbsolutePath();
    try {
      Path folder = target.getParent();
      Path written =
          Files.createTempFile(
              folder == null ? target : folder,
              ".kubeconfig",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      try {
        Files.writeString(written, text);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file + ": " + e, e);
    }
  }

  private static boolean isOf(Path file, String name) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return false;
      }
      List<ObjectNode> documents = ManifestYaml.parse(Files.readString(file));
      return documents.size() == 1
          && List.of("clusters", "users", "contexts").stream()
              .allMatch(section -> isOnly(documents.getFirst().path(section), name));
    } catch (IOException | RuntimeException _) {
      return false; // whatever it is, it is not ours
    }
  }

  private static boolean isOnly(JsonNode section, String name) {
    return section.size() == 1 && section.at("/0/name").asText().equals(name);
  }

  private ObjectNode named(ObjectNode file, String section) {
    return file.putArray(section).addObject().put("name", name);
  }
}
