package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.offer.OfferSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the control plane's RBAC objects equal to what is offered, who is enrolled and which
 * provider namespaces there are. Replicas may do it at the same time: what they write is the same.
 *
 * <p>One virtual thread works when something changed, and again after a pause when something
 * failed. {@link #grant} may be called by other threads.
 */
final class ProviderRoles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderRoles.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration RECHECK = Duration.ofMinutes(5);

  private final ApiServerClient api;
  private final String keeper;
  private final Supplier<Set<String>> clusters;
  private final Supplier<OfferSnapshot> offered;
  private final ProviderNamespaces namespaces;
  private final ResourceMirror clusterBindings;
  private final ResourceMirror bindings;
  private final Semaphore work = new Semaphore(1);
  private final Thread thread;

  /**
   * A keeper that does nothing before {@link #start}.
   *
   * @param keeper whose ClusterRoleBindings are to be removed when their cluster is not enrolled
   * @param clusters the enrolled ones
   */
  ProviderRoles(
      ApiServerClient api,
      String keeper,
      Supplier<Set<String>> clusters,
      Supplier<OfferSnapshot> offered,
      ProviderNamespaces namespaces) {
    this.api = api;
    this.keeper = keeper;
    this.clusters = clusters;
    this.offered = offered;
    this.namespaces = namespaces;
    this.clusterBindings =
        new ResourceMirror(
            "cluster-role-bindings",
            api,
            TenantRoles.clusterBindingsPath(),
            "labelSelector=" + TenantRoles.KEEPER + "%3D" + keeper,
            _ -> check());
    this.bindings =
        new ResourceMirror(
            "role-bindings",
            api,
            TenantRoles.bindingsPath(""),
            "fieldSelector=metadata.name%3D" + TenantRoles.BINDING,
            _ -> check());
    this.thread = Thread.ofVirtual().name("provider-roles").unstarted(this::run);
  }

  void start() {
    clusterBindings.start();
    bindings.start();
    namespaces.onChange((_, _) -> check());
    thread.start();
  }

  /** Something changed; returns at once. */
  void check() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  /** Whether a cluster's users can read in all namespaces at once yet. */
  boolean isBound(String cluster) {
    return clusterBindings.get("", TenantRoles.viewBindingName(cluster)).isPresent();
  }

  /** Makes the two roles cover what is offered; throws if the control plane refuses. */
  void grant(OfferSnapshot offers) {
    Map<String, SortedSet<String>> resources = offers.resourcesByGroup();
    put(TenantRoles.clusterRole(TenantRoles.OFFERED, TenantRoles.ALL_VERBS, resources));
    put(TenantRoles.clusterRole(TenantRoles.OFFERED_VIEW, TenantRoles.VIEW_VERBS, resources));
  }

  @Override
  public void close() {
    thread.interrupt();
    clusterBindings.close();
    bindings.close();
  }

  private void run() {
    try {
      while (!clusterBindings.awaitSynced(RETRY)
          || !bindings.awaitSynced(RETRY)
          || !namespaces.awaitSynced(RETRY)) {
        LOG.info("waiting to see the control plane's role bindings and namespaces");
      }
      Duration pause = RECHECK;
      while (true) {
        boolean asked = work.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
        LOG.debug("checking roles asked={}", asked);
        pause = reconcile() ? RECHECK : RETRY;
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private boolean reconcile() {
    try {
      OfferSnapshot offers = offered.get();
      if (offers != OfferSnapshot.UNKNOWN) {
        grant(offers); // before it is known, other replicas' users would lose what they have
      }
      Set<String> enrolled = clusters.get();
      bindClusters(enrolled);
      unbindClusters(enrolled);
      bindNamespaces();
      return true;
    } catch (StatusException | ApiUnreachableException e) {
      LOG.warn("could not keep the consumer clusters' roles: {}", e.getMessage());
      return false;
    }
  }

  private void bindClusters(Set<String> enrolled) {
    for (String cluster : enrolled) {
      if (!isBound(cluster)) {
        createUnlessThere(
            TenantRoles.clusterBindingsPath(), TenantRoles.viewBinding(cluster, keeper));
      }
    }
  }

  private void unbindClusters(Set<String> enrolled) {
    for (ObjectNode binding : clusterBindings.snapshot().values()) {
      String cluster = binding.at("/metadata/labels").path(OriginLabels.CLUSTER).asText();
      if (!enrolled.contains(cluster)) {
        String name = binding.at("/metadata/name").asText();
        LOG.info("removing role binding of a cluster that left name={}", name);
        deleteIfThere(TenantRoles.clusterBindingsPath() + "/" + name);
      }
    }
  }

  private void bindNamespaces() {
    for (ProviderNamespace namespace : namespaces.all()) {
      boolean bound = bindings.get(namespace.name(), TenantRoles.BINDING).isPresent();
      if (!bound && !namespace.terminating() && !namespace.cluster().isEmpty()) {
        createUnlessThere(
            TenantRoles.bindingsPath(namespace.name()),
            TenantRoles.offeredBinding(namespace.name(), namespace.cluster()));
      }
    }
  }

  private void put(ObjectNode role) {
    String path = TenantRoles.clusterRolesPath() + "/" + role.at("/metadata/name").asText();
    ObjectNode existing;
    try {
      existing = api.get(path);
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
      createUnlessThere(TenantRoles.clusterRolesPath(), role);
      return;
    }
    if (!existing.path("rules").equals(role.path("rules"))
        && !(existing.path("rules").isNull() && role.path("rules").isEmpty())) {
      existing.set("rules", role.get("rules"));
      replace(path, existing);
    }
  }

  /** A conflict means that another replica wrote the same; the next check sees it. */
  private void replace(String path, ObjectNode role) {
    try {
      api.replace(path, role);
      LOG.info("role follows what is offered path={}", path);
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
      check();
    }
  }

  private void createUnlessThere(String path, ObjectNode object) {
    ignoring(List.of(409), () -> api.create(path, object));
  }

  private void deleteIfThere(String path) {
    ignoring(List.of(404), () -> api.delete(path));
  }

  private static void ignoring(List<Integer> codes, Runnable call) {
    try {
      call.run();
    } catch (StatusException e) {
      if (!codes.contains(e.status().code())) {
        throw e;
      }
    }
  }
}
