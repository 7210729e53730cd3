package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.StatusException;
import dev.jetway.manifests.ObjectChange.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Puts manifests into a cluster by server-side apply, and takes them out again. Each step can be
 * repeated: after it was stopped anywhere, the same call finishes the work. For one thread.
 *
 * <p>In a dry run nothing is stored: the server is asked what it would do with what is there.
 */
public final class Applier {
  /** Who owns the fields that are applied. */
  public static final String FIELD_MANAGER = "jetway";

  private static final Duration ESTABLISHED_WITHIN = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(90);

  private final ApiServerClient client;
  private final boolean dryRun;
  private final Consumer<ObjectChange> listener;

  /**
   * For one cluster.
   *
   * @param dryRun whether nothing is to be changed
   * @param listener hears of every object, after its turn
   */
  public Applier(ApiServerClient client, boolean dryRun, Consumer<ObjectChange> listener) {
    this.client = client;
    this.dryRun = dryRun;
    this.listener = listener;
  }

  /**
   * Applies the objects, what others need first, and waits until their CRDs are established.
   *
   * @throws StatusException if the API server refuses one; those before it are applied
   * @throws IllegalStateException if a CRD is not established within 30 s
   */
  public void apply(List<ObjectNode> objects) throws InterruptedException {
    List<ObjectNode> crds =
        objects.stream().filter(object -> kind(object).equals("CustomResourceDefinition")).toList();
    // Anything may depend on the kinds, so they are established before what follows is applied.
    int last = crds.isEmpty() ? -1 : ObjectAddress.of(crds.getFirst()).rank();
    for (ObjectNode object : inOrder(objects)) {
      if (last >= 0 && ObjectAddress.of(object).rank() > last) {
        awaitEstablished(crds);
        last = -1;
      }
      apply(object);
    }
    if (last >= 0) {
      awaitEstablished(crds);
    }
  }

  /** Applies one object. */
  public void apply(ObjectNode object) {
    ObjectAddress address = ObjectAddress.of(object);
    Optional<ObjectNode> before = client.find(address.path());
    if (dryRun) {
      Optional<ObjectNode> after =
          before.map(_ -> client.dryApply(address.path(), object, FIELD_MANAGER));
      tell(
          action(before.map(Applier::withoutBookkeeping), after.map(Applier::withoutBookkeeping)),
          address);
      return;
    }
    ObjectNode after = client.apply(address.path(), object, FIELD_MANAGER);
    tell(
        before.isEmpty()
            ? Action.CREATED
            : version(before.get()).equals(version(after)) ? Action.UNCHANGED : Action.CONFIGURED,
        address);
  }

  /**
   * Deletes the objects in the reverse order, and waits until each is gone. What is not there is
   * passed over.
   *
   * @throws IllegalStateException if one is still there after 90 s; the message says what holds it
   */
  public void delete(List<ObjectNode> objects) throws InterruptedException {
    for (ObjectNode object : inOrder(objects).reversed()) {
      delete(ObjectAddress.of(object));
    }
  }

  /** Deletes one object and waits until it is gone. */
  public void delete(ObjectAddress address) throws InterruptedException {
    Optional<ObjectNode> found = client.find(address.path());
    if (found.isEmpty()) {
      return;
    }
    if (!dryRun) {
      ObjectNode options = ApiServiceWriter.onlyThisOne(found.get().at("/metadata/uid").asText());
      if (address.kind().equals("Deployment")) {
        // Its pods are gone before the rights that they need to end in order.
        options.put("propagationPolicy", "Foreground");
      }
      deleteIfThere(address.path(), options);
      awaitGone(address);
    }
    tell(Action.DELETED, address);
  }

  /**
   * Deletes all objects of a kind that carry a label, and waits until each is gone; none where the
   * API server does not know the kind.
   *
   * @param apiVersion for example {@code rbac.authorization.k8s.io/v1}
   * @param selector a label selector; empty for all of the kind
   */
  public void deleteAll(String apiVersion, String kind, String selector)
      throws InterruptedException {
    for (ObjectAddress address : all(apiVersion, kind, selector)) {
      delete(address);
    }
  }

  /** Where all objects of a kind are that carry a label, see {@link #deleteAll}. */
  public List<ObjectAddress> all(String apiVersion, String kind, String selector) {
    String query =
        selector.isEmpty() ? "" : QueryString.EMPTY.with("labelSelector", selector).encode();
    List<ObjectAddress> found = new ArrayList<>();
    try {
      for (JsonNode item :
          client.get(ObjectAddress.everywhere(apiVersion, kind), query).path("items")) {
        found.add(
            ObjectAddress.of(((ObjectNode) item).put("apiVersion", apiVersion).put("kind", kind)));
      }
      return found;
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return List.of();
      }
      throw e;
    }
  }

  private void deleteIfThere(String path, JsonNode options) {
    try {
      client.delete(path, options);
    } catch (StatusException e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }

  private void awaitGone(ObjectAddress address) throws InterruptedException {
    if (client.find(address.path()).isEmpty()) {
      return;
    }
    AwaitedCollection one =
        AwaitedCollection.ofObject(client, address.collection(), address.name());
    if (!one.awaitEmpty(GONE_WITHIN)) {
      String held =
          client
              .find(address.path())
              .map(object -> object.at("/metadata/finalizers").toString())
              .orElse("[]");
      throw new IllegalStateException(
          address + " is still there after " + GONE_WITHIN.toSeconds() + " s, finalizers: " + held);
    }
  }

  private void awaitEstablished(List<ObjectNode> crds) throws InterruptedException {
    if (dryRun) {
      return;
    }
    for (ObjectNode crd : crds) {
      ObjectAddress address = ObjectAddress.of(crd);
      boolean established =
          AwaitedCollection.ofObject(client, address.collection(), address.name())
              .await(Applier::isEstablished, ESTABLISHED_WITHIN);
      if (!established) {
        throw new IllegalStateException(
            address + " is not established: see its conditions with kubectl describe");
      }
      awaitServed(crd);
    }
  }

  /** A kind that has just come, or changed, answers 404 or 429 for some moments. */
  private void awaitServed(ObjectNode crd) throws InterruptedException {
    String path =
        "/apis/%s/%s/%s"
            .formatted(
                crd.at("/spec/group").asText(),
                crd.at("/spec/versions/0/name").asText(),
                crd.at("/spec/names/plural").asText());
    long deadline = System.nanoTime() + ESTABLISHED_WITHIN.toNanos();
    while (!isServed(path) && System.nanoTime() < deadline) {
      boolean _ = new CountDownLatch(1).await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private boolean isServed(String path) {
    try {
      client.get(path, "limit=1");
      return true;
    } catch (StatusException e) {
      int code = e.status().code();
      if (code == 403) {
        return true; // whoever may install may not be one to use it
      }
      if (code == 404 || code == 429) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isEstablished(Collection<ObjectNode> found) {
    return found.stream().anyMatch(crd -> Conditions.isTrue(crd, "Established"));
  }

  private void tell(Action action, ObjectAddress address) {
    listener.accept(new ObjectChange(action, address));
  }

  private static Action action(Optional<ObjectNode> before, Optional<ObjectNode> after) {
    if (before.isEmpty()) {
      return Action.CREATED;
    }
    return before.equals(after) ? Action.UNCHANGED : Action.CONFIGURED;
  }

  /** What a dry run changes in any case. */
  private static ObjectNode withoutBookkeeping(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
    }
    copy.set("status", JsonNodeFactory.instance.objectNode());
    return copy;
  }

  private static List<ObjectNode> inOrder(List<ObjectNode> objects) {
    return objects.stream()
        .sorted(Comparator.comparingInt(object -> ObjectAddress.of(object).rank()))
        .toList();
  }

  private static String kind(ObjectNode object) {
    return object.path("kind").asText();
  }

  private static String version(ObjectNode object) {
    return object.at("/metadata/resourceVersion").asText();
  }
}
