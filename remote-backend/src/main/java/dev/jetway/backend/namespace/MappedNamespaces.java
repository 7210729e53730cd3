package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.LinkCalls;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The provider namespaces of this consumer cluster: kept by a watch through the link, and, where
 * there is a store, noted in a record that outlives this process. Thread-safe.
 *
 * <p>The set outlives the link: while the link is down it says what was there last, which is what
 * lets a namespace without claims be deleted meanwhile. See the package for why that is safe.
 */
public final class MappedNamespaces implements AutoCloseable {
  private static final String CONSUMER_NAMESPACE = "connect.jetway.dev/namespace";

  private final ResourceMirror mirror;
  private final Optional<Recorded> recorded;
  private final Set<String> createdHere = ConcurrentHashMap.newKeySet();
  private final Runnable whenSynced;
  private volatile boolean synced;

  private record Recorded(NamespaceLedger ledger, LedgerKeeper keeper) {}

  /**
   * A set that has not begun to be kept.
   *
   * @param store where it is noted what may exist; empty for nowhere
   * @param owner whose namespaces they are; empty while that is not known
   * @param whenSynced is run each time the set has become complete; must not block
   */
  public MappedNamespaces(
      LinkCalls calls,
      Optional<NamespaceRecordStore> store,
      Supplier<Optional<Owner>> owner,
      Runnable whenSynced) {
    this.whenSynced = whenSynced;
    this.recorded = store.map(kept -> recorded(calls, kept, owner));
    this.mirror =
        new ResourceMirror(
            "namespaces of this cluster at " + calls.name(),
            calls::sendWhenUp,
            "/api/v1/namespaces",
            "",
            this::changed);
  }

  /** Begins to keep the set. */
  public void start() {
    recorded.ifPresent(each -> each.keeper().start());
    mirror.start();
  }

  /**
   * Whether it is known that the provider has no such namespace for us, and so nothing in it: then
   * a version of the provider at which that was so. Empty while nothing is known yet. Asks the
   * record where the watch does not know better, so it may block for 3 s.
   */
  public Optional<String> absentAt(String providerNamespace) {
    if (createdHere.contains(providerNamespace) || isWatched(providerNamespace)) {
      return Optional.empty();
    }
    Optional<String> asWatched = synced ? Optional.of(mirror.resourceVersion()) : Optional.empty();
    if (recorded.isEmpty()) {
      return asWatched;
    }
    Optional<NamespaceRecord> record = recorded.get().ledger().current();
    if (record.isEmpty() || record.get().names().contains(providerNamespace)) {
      return Optional.empty();
    }
    return asWatched.or(() ->
        record
            .filter(each -> each.coverage() == Coverage.WHOLE)
            .map(NamespaceRecord::resourceVersion));
  }

  /** Up to which version of the provider the watch has come; empty before it began. */
  public String resourceVersion() {
    return mirror.resourceVersion();
  }

  /**
   * Whether an object may be made in a namespace at once: false if the namespace must be noted
   * first. Never blocks.
   */
  public boolean isNoted(String providerNamespace) {
    return recorded.isEmpty() || recorded.get().ledger().isNoted(providerNamespace);
  }

  /**
   * Notes that a write may make the namespace, before it is sent; gives the reason if that did not
   * succeed, and then it must not be sent. Blocks.
   */
  public Optional<String> note(String providerNamespace) {
    return recorded.flatMap(each -> each.ledger().note(providerNamespace));
  }

  /** A write of ours made the namespace: it is there before the watch tells. */
  public void noteCreated(String providerNamespace) {
    if (!isWatched(providerNamespace)) {
      createdHere.add(providerNamespace);
    }
  }

  /** The consumer namespaces that have a namespace at the provider. */
  public Set<String> consumerNamespaces() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    mirror
        .snapshot()
        .values()
        .forEach(namespace ->
            names.add(namespace.at("/metadata/labels").path(CONSUMER_NAMESPACE).asText()));
    return names;
  }

  @Override
  public void close() {
    recorded.ifPresent(each -> each.keeper().close());
    mirror.close();
  }

  private Recorded recorded(
      LinkCalls calls, NamespaceRecordStore store, Supplier<Optional<Owner>> owner) {
    NamespaceLedger ledger =
        new NamespaceLedger(store, owner, LedgerTimes.DEFAULT, System::nanoTime);
    LedgerKeeper keeper =
        new LedgerKeeper(
            calls,
            ledger,
            ProviderNamespaceNames.through(calls),
            this::watched,
            LedgerTimes.DEFAULT,
            System::nanoTime);
    return new Recorded(ledger, keeper);
  }

  private boolean isWatched(String providerNamespace) {
    return mirror.get("", providerNamespace).isPresent();
  }

  private Optional<Set<String>> watched() {
    return synced
        ? Optional.of(
            mirror.snapshot().values().stream()
                .map(MappedNamespaces::name)
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Synced _ -> {
        synced = true;
        recorded.ifPresent(each -> each.keeper().wake());
        whenSynced.run();
      }
      case Change.Added(ObjectNode namespace) -> {
        createdHere.remove(name(namespace));
        if (synced && !isNoted(name(namespace))) {
          recorded.ifPresent(each -> each.keeper().wake()); // it was not made by us
        }
      }
      case Change.Modified(ObjectNode namespace) -> createdHere.remove(name(namespace));
      case Change.Deleted(ObjectNode namespace) -> createdHere.remove(name(namespace));
    }
  }

  private static String name(ObjectNode namespace) {
    return namespace.at("/metadata/name").asText();
  }
}
