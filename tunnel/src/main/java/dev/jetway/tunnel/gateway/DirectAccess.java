package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.scope.Requester;
import dev.jetway.tunnel.scope.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the control plane for a cluster without a connector: ServiceAccounts of the gateway's
 * namespace that carry the label {@code connect.jetway.dev/direct}, with the cluster's name, and
 * are called {@code <cluster>.<name>}. No cluster can have such a name, so no ServiceAccount is
 * both this and a connector's. They are good for as long as the cluster itself is enrolled.
 *
 * <p>Thread-safe. {@code onLeave} is called on the threads of mirrors.
 */
final class DirectAccess implements AutoCloseable {
  /** The cluster that a ServiceAccount may use the control plane for. */
  static final String CLUSTER = "connect.jetway.dev/direct";

  private static final Logger LOG = LoggerFactory.getLogger(DirectAccess.class);
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final String namespace;
  private final Function<String, Optional<Tenant>> enrolled;
  private final Consumer<String> onLeave;
  private final ResourceMirror mirror;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** Whose ServiceAccount it is, and what it was good for when that was last looked at. */
  private record Account(String uid, String cluster, String name, Optional<Tenant> tenant) {
    Account withTenant(Optional<Tenant> now) {
      return new Account(uid, cluster, name, now);
    }
  }

  /**
   * A view that is empty before {@link #start}.
   *
   * @param namespace the gateway's
   * @param enrolled the cluster of a name, if it is enrolled
   * @param onLeave hears of the UID of each ServiceAccount that is not good any more, or for
   *     something else
   */
  DirectAccess(
      ApiServerClient api,
      String namespace,
      Function<String, Optional<Tenant>> enrolled,
      Consumer<String> onLeave) {
    this.namespace = namespace;
    this.enrolled = enrolled;
    this.onLeave = onLeave;
    this.mirror =
        new ResourceMirror(
            "direct-access",
            api,
            "/api/v1/namespaces/" + namespace + "/serviceaccounts",
            "labelSelector=" + CLUSTER.replace("/", "%2F"),
            this::changed);
  }

  /**
   * Somebody who was let in.
   *
   * @param tenant the cluster
   * @param requester who it is
   */
  record Admitted(Tenant tenant, Requester.Direct requester) {}

  void start() {
    mirror.start();
  }

  boolean awaitSynced(Duration timeout) throws InterruptedException {
    return mirror.awaitSynced(timeout);
  }

  /**
   * What a caller is let in for; empty if its ServiceAccount is none of these.
   *
   * @throws StatusException 403 if the cluster is not enrolled, or not so that it could be used
   */
  Optional<Admitted> admit(VerifiedCaller caller) {
    Account account = accounts.get(caller.name());
    if (account == null
        || !caller.namespace().equals(namespace)
        || !account.uid().equals(caller.uid())) {
      return Optional.empty();
    }
    Tenant tenant =
        enrolled
            .apply(account.cluster())
            .orElseThrow(() ->
                new StatusException(
                    Status.of(
                        403,
                        ("the consumer cluster \"%s\" is not enrolled at the control plane, or has one namespace"
                                + " there and was never connected")
                            .formatted(account.cluster()))));
    return Optional.of(new Admitted(tenant, new Requester.Direct(account.name())));
  }

  /** Whether a ServiceAccount of this UID is one of these. */
  boolean knows(String uid) {
    return accounts.values().stream().anyMatch(account -> account.uid().equals(uid));
  }

  /** A cluster was enrolled, is not any more, or is in another way. */
  void enrolmentChanged() {
    accounts.keySet().forEach(this::review);
  }

  @Override
  public void close() {
    mirror.close();
  }

  private void review(String serviceAccount) {
    Account before = accounts.get(serviceAccount);
    if (before == null) {
      return;
    }
    Optional<Tenant> now = enrolled.apply(before.cluster());
    if (!now.equals(before.tenant())
        && accounts.replace(serviceAccount, before, before.withTenant(now))) {
      onLeave.accept(before.uid());
    }
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Added(ObjectNode account) -> keep(account);
      case Change.Modified(ObjectNode account) -> keep(account);
      case Change.Deleted(ObjectNode account) -> drop(account.at("/metadata/name").asText());
      case Change.Synced _ -> {}
    }
  }

  private void keep(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String serviceAccount = metadata.path("name").asText();
    String cluster = metadata.path("labels").path(CLUSTER).asText();
    List<String> parts = List.of(serviceAccount.split("\\.", -1));
    boolean valid =
        LABEL.matcher(cluster).matches()
            && parts.size() == 2
            && parts.getFirst().equals(cluster)
            && LABEL.matcher(parts.getLast()).matches();
    if (!valid || metadata.hasNonNull("deletionTimestamp")) {
      if (!valid) {
        LOG.warn("not named <cluster>.<name>, for its cluster serviceAccount={}", serviceAccount);
      }
      drop(serviceAccount);
      return;
    }
    String uid = metadata.path("uid").asText();
    Account now = new Account(uid, cluster, parts.getLast(), enrolled.apply(cluster));
    Account before = accounts.put(serviceAccount, now);
    if (before != null && !before.equals(now)) {
      onLeave.accept(before.uid());
    }
    review(serviceAccount); // the enrolment may have changed before this one could be seen
  }

  private void drop(String serviceAccount) {
    Account gone = accounts.remove(serviceAccount);
    if (gone != null) {
      LOG.info("direct access ended serviceAccount={}", serviceAccount);
      onLeave.accept(gone.uid());
    }
  }
}
