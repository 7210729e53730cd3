package dev.jetway.manifests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How a part runs in its cluster.
 *
 * @param namespace the namespace of all its objects
 * @param image the container image that holds the {@code jetway} executable
 * @param replicas how many pods; at least 1. With one, the PodDisruptionBudget is left out, since
 *     it protects nothing
 * @param moreArguments flags beside those that the manifests need
 */
public record Workload(String namespace, String image, int replicas, List<String> moreArguments) {
  /** The namespace of both parts unless another is chosen. */
  public static final String DEFAULT_NAMESPACE = "jetway-system";

  /** Checks the values and copies the list. */
  public Workload {
    DnsNames.requireLabel("namespace", namespace);
    if (image.isBlank()) {
      throw new IllegalArgumentException("image must not be empty");
    }
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas must be at least 1: " + replicas);
    }
    moreArguments = List.copyOf(moreArguments);
  }

  /** Two replicas in the default namespace. */
  public static Workload of(String image) {
    return new Workload(DEFAULT_NAMESPACE, image, 2, List.of());
  }

  /** The same in another namespace. */
  public Workload in(String other) {
    return new Workload(other, image, replicas, moreArguments);
  }

  /** The objects of a workload file with image, replicas and arguments set. */
  List<ObjectNode> render(String file, List<String> arguments) {
    List<ObjectNode> objects = ManifestFile.load(file, namespace);
    ObjectNode deployment = ManifestFile.ofKind(objects, "Deployment");
    ObjectNode container = (ObjectNode) deployment.at("/spec/template/spec/containers/0");
    ((ObjectNode) deployment.get("spec")).put("replicas", replicas);
    container.put("image", image);
    ArrayNode args = container.withArray("args");
    arguments.forEach(args::add);
    moreArguments.forEach(args::add);
    return replicas == 1 ? ManifestFile.withoutKind(objects, "PodDisruptionBudget") : objects;
  }
}
