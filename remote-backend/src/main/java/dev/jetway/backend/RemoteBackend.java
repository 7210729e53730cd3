package dev.jetway.backend;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkState;
import java.util.Map;
import java.util.function.Consumer;

/** Control planes as storage: everything in and out is in the consumer's terms. Thread-safe. */
public interface RemoteBackend extends AutoCloseable {
  /** The name of the connection, for messages. */
  String name();

  /**
   * Sends a resource request and waits for the head of its answer.
   *
   * @throws dev.jetway.kube.StatusException with what the caller must be told if there is no
   *     answer, or the request cannot be sent on: 503 without Retry-After within 5 s while the
   *     control plane cannot be reached
   */
  StreamedResponse call(ResourceRequest request);

  /**
   * What is offered: the last known state, also while the link is down; empty before the first one
   * is known.
   */
  ApiCatalog catalog();

  /**
   * Hears of every change of {@link #catalog}, first of the present one; calls are made one after
   * the other.
   */
  Subscription onCatalogChange(Consumer<ApiCatalog> listener);

  /** Whether the control plane can be reached now. */
  LinkState linkState();

  /** The state of each way to a control plane, by the name of its connection. */
  default Map<String, LinkState> links() {
    return Map.of(name(), linkState());
  }

  /** What is kept in memory now. */
  default CacheFigures cacheFigures() {
    return CacheFigures.NONE;
  }

  @Override
  void close();
}
