package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Makes sure that a young provider namespace can be used before the first request goes into it: its
 * RoleBinding exists, and the API server's authorizer, which follows RoleBindings by a watch, has
 * seen it. Otherwise the first claim of a namespace would be refused. Older namespaces are {@code
 * ProviderRoles}' to keep.
 *
 * <p>Thread-safe; blocks.
 */
final class NamespaceAccess {
  /** By this age a binding that exists has been seen by every API server. */
  private static final Duration YOUNG = Duration.ofSeconds(30);

  /** How long a binding in a shared namespace is taken to be there. */
  private static final Duration SHARED = Duration.ofMinutes(5);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final int MAX_KNOWN = 100_000;

  private final ApiServerClient api;
  private final Clock clock;
  private final Cache<String, Boolean> usable =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN).expireAfterWrite(YOUNG.multipliedBy(2)).build();
  private final Cache<String, Boolean> usableShared =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN).expireAfterWrite(SHARED).build();

  NamespaceAccess(ApiServerClient api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * Returns once the cluster's users may create such objects in the namespace.
   *
   * @throws StatusException 503 if the control plane does not come to allow it
   */
  void await(ProviderNamespace namespace, ResourcePath path) {
    if (namespace.terminating()
        || namespace.isOlderThan(YOUNG, clock.instant())
        || usable.getIfPresent(namespace.uid()) != null) {
      return;
    }
    bind(namespace, namespace.cluster(), TenantRoles::offeredBinding, path);
    usable.put(namespace.uid(), true);
  }

  /**
   * The same for a namespace that clusters share, however old it is: the cluster may be new.
   *
   * @throws StatusException as {@link #await}
   */
  void awaitShared(ProviderNamespace namespace, String cluster, ResourcePath path) {
    String key = namespace.uid() + "/" + cluster;
    if (namespace.terminating() || usableShared.getIfPresent(key) != null) {
      return;
    }
    bind(namespace, cluster, TenantRoles::sharedBinding, path);
    usableShared.put(key, true);
  }

  private void bind(
      ProviderNamespace namespace,
      String cluster,
      BiFunction<String, String, ObjectNode> binding,
      ResourcePath path) {
    createBinding(namespace.name(), binding.apply(namespace.name(), cluster));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_PAUSE;
    while (!isAllowed(namespace.name(), cluster, path)) {
      if (System.nanoTime() > deadline) {
        throw new StatusException(
            Status.of(
                503,
                "the control plane does not yet let the consumer cluster \""
                    + cluster
                    + "\" use namespace \""
                    + namespace.name()
                    + "\""));
      }
      pause(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void createBinding(String namespace, ObjectNode binding) {
    try {
      api.create(TenantRoles.bindingsPath(namespace), binding);
    } catch (StatusException e) {
      boolean exists = e.status().code() == 409;
      boolean terminating = e.status().code() == 403 || e.status().code() == 404;
      if (!exists && !terminating) {
        throw e;
      }
    }
  }

  private boolean isAllowed(String namespace, String cluster, ResourcePath path) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
    ObjectNode spec = review.putObject("spec");
    spec.put("user", TenantRoles.group(cluster) + ":connector");
    spec.putArray("groups").add(TenantRoles.group(cluster));
    spec.putObject("resourceAttributes")
        .put("namespace", namespace)
        .put("verb", "create")
        .put("group", path.group())
        .put("version", path.version())
        .put("resource", path.resource());
    return api.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        .path("status")
        .path("allowed")
        .asBoolean();
  }

  private static void pause(Duration time) {
    try {
      new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StatusException(Status.of(503, "the gateway is shutting down"), e);
    }
  }
}
