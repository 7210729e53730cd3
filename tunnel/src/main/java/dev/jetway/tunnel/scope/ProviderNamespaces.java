package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.ProviderNamespaceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider namespaces of all clusters: a mirror of them, whose they are, and their making. A
 * namespace that the mirror does not know is looked up, so a miss is never an error of timing.
 *
 * <p>Thread-safe; calls may block on the API server.
 */
final class ProviderNamespaces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderNamespaces.class);
  private static final String PATH = "/api/v1/namespaces";

  private final ApiServerClient api;
  private final ResourceMirror mirror;
  private final Map<String, ProviderNamespace> known = new ConcurrentHashMap<>();
  private final List<OwnerListener> listeners = new CopyOnWriteArrayList<>();

  ProviderNamespaces(ApiServerClient api) {
    this.api = api;
    this.mirror =
        new ResourceMirror(
            "provider-namespaces",
            api,
            PATH,
            "labelSelector=" + OriginLabels.MANAGED + "%3Dtrue",
            this::changed);
  }

  void start() {
    mirror.start();
  }

  boolean awaitSynced(Duration timeout) throws InterruptedException {
    return mirror.awaitSynced(timeout);
  }

  /** Hears on the mirror's thread, which must not be blocked, of whom a namespace is now. */
  void onChange(OwnerListener listener) {
    listeners.add(listener);
  }

  /** Every one that the mirror knows. */
  List<ProviderNamespace> all() {
    return List.copyOf(known.values());
  }

  /**
   * The namespace, if it exists and is the cluster's.
   *
   * @param consumerNamespace what the caller says that it maps, empty if the caller does not say
   * @throws StatusException 403 if it cannot be the cluster's: the name is not that of the mapping,
   *     or the caller does not say which it maps and it is not known to be the cluster's
   */
  Optional<ProviderNamespace> find(String cluster, String name, String consumerNamespace) {
    if (!consumerNamespace.isEmpty()) {
      requireMapping(cluster, name, consumerNamespace);
    }
    Optional<ProviderNamespace> found = Optional.ofNullable(known.get(name)).or(() -> lookUp(name));
    Optional<ProviderNamespace> own =
        found.filter(namespace ->
            namespace.isOf(cluster)
                && (consumerNamespace.isEmpty()
                    || namespace.consumerNamespace().equals(consumerNamespace)));
    if (own.isEmpty() && consumerNamespace.isEmpty()) {
      throw new StatusException(
          Status.of(
              403,
              "namespace \"" + name + "\" is not one of the consumer cluster \"" + cluster + "\""));
    }
    return own;
  }

  /**
   * Makes the namespace, or finds it made meanwhile.
   *
   * @throws StatusException 409 if it exists and is not the cluster's
   */
  ProviderNamespace create(String cluster, String name, String consumerNamespace) {
    requireMapping(cluster, name, consumerNamespace);
    ObjectNode namespace = namespace(name);
    namespace
        .withObject("/metadata/labels")
        .put(OriginLabels.CLUSTER, cluster)
        .put(OriginLabels.NAMESPACE, consumerNamespace);
    try {
      ProviderNamespace made = ProviderNamespace.of(api.create(PATH, namespace));
      LOG.info(
          "made provider namespace name={} cluster={} consumerNamespace={}",
          name,
          cluster,
          consumerNamespace);
      return made;
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
      return find(cluster, name, consumerNamespace).orElseThrow(() -> notOurs(cluster, name));
    }
  }

  /**
   * The namespace that clusters may share, made if it does not exist.
   *
   * @throws StatusException 403 if it exists and is none
   */
  ProviderNamespace shared(String name) {
    Optional<ProviderNamespace> found = Optional.ofNullable(known.get(name)).or(() -> lookUp(name));
    ProviderNamespace namespace = found.isPresent() ? found.get() : createShared(name);
    if (!namespace.shared()) {
      throw new StatusException(
          Status.of(
              403,
              "namespace \"%s\" of the control plane does not carry the labels %s=true and %s=%s, so no consumer cluster may use it for all its objects"
                  .formatted(
                      name, OriginLabels.MANAGED, OriginLabels.MAPPING, ProviderNamespace.SINGLE)));
    }
    return namespace;
  }

  /** The namespace as the API server has it now, whosever it is. */
  Optional<ProviderNamespace> lookUp(String name) {
    return api.find(PATH + "/" + name).map(ProviderNamespace::of);
  }

  @Override
  public void close() {
    mirror.close();
  }

  private ProviderNamespace createShared(String name) {
    ObjectNode namespace = namespace(name);
    namespace.withObject("/metadata/labels").put(OriginLabels.MAPPING, ProviderNamespace.SINGLE);
    try {
      ProviderNamespace made = ProviderNamespace.of(api.create(PATH, namespace));
      LOG.info("made provider namespace for all objects name={}", name);
      return made;
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
      return lookUp(name).orElseThrow(() -> e); // made meanwhile
    }
  }

  private static ObjectNode namespace(String name) {
    ObjectNode namespace = JsonNodeFactory.instance.objectNode();
    namespace.put("apiVersion", "v1").put("kind", "Namespace");
    namespace
        .putObject("metadata")
        .put("name", name)
        .putObject("labels")
        .put(OriginLabels.MANAGED, "true");
    return namespace;
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Added(ObjectNode namespace) -> keep(ProviderNamespace.of(namespace));
      case Change.Modified(ObjectNode namespace) -> keep(ProviderNamespace.of(namespace));
      case Change.Deleted(ObjectNode namespace) -> {
        String name = ProviderNamespace.of(namespace).name();
        known.remove(name);
        listeners.forEach(each -> each.ownedBy(name, ""));
      }
      case Change.Synced _ -> {}
    }
  }

  private void keep(ProviderNamespace namespace) {
    known.put(namespace.name(), namespace);
    if (namespace.shared()) {
      return; // it changes no hands
    }
    listeners.forEach(each -> each.ownedBy(namespace.name(), namespace.cluster()));
  }

  private static void requireMapping(String cluster, String name, String consumerNamespace) {
    if (!name.equals(ProviderNamespaceName.of(cluster, consumerNamespace))) {
      throw new StatusException(
          Status.of(
              403,
              "namespace \""
                  + name
                  + "\" is not the one of namespace \""
                  + consumerNamespace
                  + "\" in the consumer cluster \""
                  + cluster
                  + "\""));
    }
  }

  private static StatusException notOurs(String cluster, String name) {
    return new StatusException(
        Status.of(
                409,
                "namespace \""
                    + name
                    + "\" exists in the control plane and does not belong to the consumer cluster \""
                    + cluster
                    + "\"; it is left alone")
            .about("", "namespaces", name));
  }
}
