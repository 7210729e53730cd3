package dev.jetway.tunnel;

import dev.jetway.kube.StreamedResponse;
import java.util.function.Consumer;

/**
 * A way to one control plane: through a gateway's tunnel, or directly with a kubeconfig. Either way
 * the same requests are understood, each limited to the scope of this consumer cluster:
 *
 * <pre>
 * /apis/&lt;g&gt;/&lt;v&gt;/namespaces/&lt;ns&gt;/&lt;resource&gt;[/&lt;name&gt;[/&lt;sub&gt;]]   offered resources, in namespaces of this cluster; a create or
 *                                                         apply makes the namespace on first use; the cluster's label
 *                                                         is added to users' lists and watches
 * /apis/&lt;g&gt;/&lt;v&gt;/&lt;resource&gt;                       GET only: list and watch of all namespaces; the cluster's label is added to
 *                                                         labelSelector at the far end
 * /apis/authorization.k8s.io/v1/selfsubjectaccessreviews  POST: what the user may do to an offered resource
 * the same in the one namespace of a cluster that has one ({@link NamespaceMode.Single}), and nowhere else: objects by
 * the names that {@link SingleObjectName} makes, lists, watches and deletions of many with the cluster's label added
 * /api/v1/namespaces                                      GET only: list and watch of this cluster's namespaces
 * /api/v1/namespaces/&lt;ns&gt;                            GET and DELETE of a namespace of this cluster
 * /apis/&lt;g&gt;/&lt;v&gt;, /openapi/v3/apis/&lt;g&gt;/&lt;v&gt;, /openapi/v2      GET: the offered resources' discovery and schemas alone, with ETag
 * /jetway/v1/offers                                       GET: a stream of {@link Offers}, one JSON document a line, the first one at once
 * </pre>
 *
 * <p>Thread-safe.
 */
public interface ControlPlaneLink extends AutoCloseable {
  /** The name of the connection, for messages: for example {@code prod}. */
  String name();

  /** The state now. */
  LinkState state();

  /**
   * Hears of every change of state, first of the present one, on a thread of the link that must not
   * be blocked.
   *
   * @return closing it ends the subscription
   */
  Subscription onChange(Consumer<LinkState> listener);

  /**
   * Sends a request and waits for the head of its answer. A request is never sent twice.
   *
   * @return the answer, whose body must be consumed or cancelled
   * @throws LinkException if there is no answer: the link is down, the time is up, or the stream
   *     broke
   */
  StreamedResponse send(LinkRequest request) throws LinkException;

  @Override
  void close();

  /** A subscription that can be ended. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
