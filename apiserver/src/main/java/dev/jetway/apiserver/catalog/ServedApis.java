package dev.jetway.apiserver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.Verb;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of a catalog by group, version and name. Immutable.
 *
 * @param known whether it is known at all what is offered
 * @param versions by {@code group/version}, then by {@code resource} or {@code
 *     resource/subresource}
 */
public record ServedApis(boolean known, Map<String, Map<String, ServedResource>> versions) {
  /** Nothing is known yet. */
  public static final ServedApis UNKNOWN = new ServedApis(false, Map.of());

  /** Copies the outer map. */
  public ServedApis {
    versions = Map.copyOf(versions);
  }

  /** Looks through a catalog. */
  public static ServedApis of(ApiCatalog catalog) {
    Map<String, Map<String, ServedResource>> versions = new HashMap<>();
    for (ApiVersion version : catalog.versions()) {
      Map<String, ServedResource> resources = new HashMap<>();
      for (JsonNode resource : version.resources().path("resources")) {
        resources.put(resource.path("name").asText(), ServedResource.of(resource));
      }
      versions.put(version.group() + "/" + version.version(), Map.copyOf(resources));
    }
    return new ServedApis(catalog.isKnown(), versions);
  }

  /**
   * The resource that a request is about.
   *
   * @throws StatusException 404 if it is not served, 405 if it is but cannot do this, 400 if a name
   *     is missing, 503 if it is not known yet what is served
   */
  public ServedResource require(RequestInfo info) {
    ResourcePath path = info.path();
    ServedResource resource =
        find(path)
            .filter(found -> isAt(found, path, info.verb()))
            .orElseThrow(() -> known ? notFound(path) : notKnownYet());
    if (!path.isObject() && (info.verb() == Verb.UPDATE || info.verb() == Verb.PATCH)) {
      throw new StatusException(Status.of(400, "name must be provided"));
    }
    if (!resource.verbs().contains(info.verb().word())) {
      throw notAllowed(info);
    }
    return resource;
  }

  private Optional<ServedResource> find(ResourcePath path) {
    Map<String, ServedResource> resources =
        versions.getOrDefault(path.group() + "/" + path.version(), Map.of());
    String name =
        path.subresource().isEmpty() ? path.resource() : path.resource() + "/" + path.subresource();
    return Optional.ofNullable(resources.get(name));
  }

  /** A namespaced resource without a namespace can only be listed, watched or not be there. */
  private static boolean isAt(ServedResource resource, ResourcePath path, Verb verb) {
    if (!resource.namespaced()) {
      return path.namespace().isEmpty();
    }
    return !path.namespace().isEmpty()
        || (!path.isObject() && (verb == Verb.LIST || verb == Verb.WATCH));
  }

  private StatusException notFound(ResourcePath path) {
    if (!path.subresource().isEmpty() && find(path.withoutSubresource()).isPresent()) {
      return new StatusException(Status.notFound(path.group(), path.resource(), path.name()));
    }
    return new StatusException(Status.of(404, "the server could not find the requested resource"));
  }

  private static StatusException notKnownYet() {
    return new StatusException(Status.of(503, "what the control plane offers is not known yet"));
  }

  private static StatusException notAllowed(RequestInfo info) {
    ResourcePath path = info.path();
    return new StatusException(
        Status.of(
                405,
                "%s is not supported on resources of kind \"%s.%s\""
                    .formatted(info.verb().word(), path.resource(), path.group()))
            .about(path.group(), path.resource(), ""));
  }
}
