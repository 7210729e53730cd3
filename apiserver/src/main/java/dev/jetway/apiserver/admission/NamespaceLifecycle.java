package dev.jetway.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.Optional;

/**
 * Nothing is created in a namespace that does not exist or is being terminated. A namespace that
 * the copy does not have is looked up live: it may be newer than the copy.
 */
public final class NamespaceLifecycle {
  private final Namespaces namespaces;

  /** The rule for these namespaces. */
  public NamespaceLifecycle(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * Passes if something may be created in the path's namespace.
   *
   * @param name of the new object, as far as it is known
   * @throws StatusException 404 or 403 in the words of the plug-in; 500 if the namespace cannot be
   *     looked up
   */
  public void checkCreation(ResourcePath path, String name) {
    if (path.namespace().isEmpty()) {
      return;
    }
    ObjectNode namespace =
        namespaces
            .cached(path.namespace())
            .or(() -> live(path.namespace()))
            .orElseThrow(
                () -> new StatusException(Status.notFound("", "namespaces", path.namespace())));
    if (namespace.path("status").path("phase").asText().equals("Terminating")) {
      throw new StatusException(terminating(path, name));
    }
  }

  private Optional<ObjectNode> live(String name) {
    try {
      return namespaces.live(name);
    } catch (StatusException | ApiUnreachableException e) {
      throw new StatusException(
          Status.of(500, "Internal error occurred: could not look up namespace \"" + name + "\""),
          e);
    }
  }

  private static Status terminating(ResourcePath path, String name) {
    String qualified = path.resource() + "." + path.group();
    String named = name.isEmpty() ? qualified : qualified + " \"" + name + "\"";
    return Status.of(
            403,
            named
                + " is forbidden: unable to create new content in namespace "
                + path.namespace()
                + " because it is being terminated")
        .about(path.group(), path.resource(), name)
        .because(
            "NamespaceTerminating",
            "namespace " + path.namespace() + " is being terminated",
            "metadata.namespace");
  }
}
