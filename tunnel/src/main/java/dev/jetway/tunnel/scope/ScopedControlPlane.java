package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.offer.Document;
import dev.jetway.tunnel.offer.OfferRule;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.OfferWatch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One control plane, as far as consumer clusters may use it. Thread-safe; requests block until the
 * head of their answer is there.
 */
public final class ScopedControlPlane implements AutoCloseable {
  private static final String APPLY = "application/apply-patch";
  private static final String IDENTITY_PATH = "/api/v1/namespaces/kube-system";
  private static final int MAX_IDENTITY = 1 << 20;

  private final ApiServerClient api;
  private final ApiServerClient forwarding;
  private final Forwarder forwarder;
  private final OfferWatch offers;
  private final ProviderNamespaces namespaces;
  private final NamespaceAccess access;
  private final ProviderRoles roles;
  private final SingleObjectProof proof;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * A control plane that is not used before {@link #start}.
   *
   * @param api how to reach it, and for what is ours to ask; stays the caller's to close
   * @param forwarding for requests of clusters, which thereby keep us from nothing, with the same
   *     credential; is closed with this
   * @param rule what it offers
   * @param keeper the mark of the role bindings that are ours to remove, a valid label value
   * @param clusters those that are enrolled now with a namespace for each of theirs; asked whenever
   *     {@link #clustersChanged} is called
   */
  public ScopedControlPlane(
      ApiServerClient api,
      ApiServerClient forwarding,
      OfferRule rule,
      String keeper,
      Supplier<Set<String>> clusters,
      Clock clock) {
    this.api = api;
    this.forwarding = forwarding;
    this.forwarder = new Forwarder(forwarding);
    this.proof = new SingleObjectProof(forwarder);
    this.namespaces = new ProviderNamespaces(api);
    this.access = new NamespaceAccess(api, clock);
    this.offers = new OfferWatch(api, rule, this::grant);
    this.roles = new ProviderRoles(api, keeper, clusters, offers::current, namespaces);
  }

  /** Starts to follow the control plane; returns at once. */
  public void start() {
    namespaces.start();
    offers.start();
    roles.start();
  }

  /** Waits until requests can be decided on; false if the time is up. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return namespaces.awaitSynced(timeout)
        && offers.awaitOther(OfferSnapshot.UNKNOWN, timeout) != OfferSnapshot.UNKNOWN;
  }

  /** What is offered now. */
  public OfferSnapshot offered() {
    return offers.current();
  }

  /** Another cluster is enrolled, or one is not any more. */
  public void clustersChanged() {
    roles.check();
  }

  /**
   * Whether a cluster's users can use the control plane: a moment after it was enrolled they can.
   */
  public boolean isUsableBy(Tenant tenant) {
    return switch (tenant.mode()) {
      case NamespaceMode.PerNamespace() -> roles.isBound(tenant.cluster());
      case NamespaceMode.Single _ -> true; // the first request waits for what it needs
    };
  }

  /** Tells, on a thread that must not be blocked, whenever a provider namespace changes hands. */
  public void onNamespace(OwnerListener listener) {
    namespaces.onChange(listener);
  }

  /**
   * The identity of the control plane: the UID of its {@code kube-system} namespace.
   *
   * @param timeout how long the answer may take
   * @throws IOException if it does not say
   */
  public String identity(Duration timeout) throws IOException {
    HttpFields accept = HttpFields.build().put(HttpHeader.ACCEPT, "application/json");
    StreamedResponse answer = api.send("GET", IDENTITY_PATH, "", accept, Optional.empty(), timeout);
    byte[] body = ResponseBody.readAll(answer, MAX_IDENTITY, timeout);
    if (answer.status() != 200) {
      Status refused = Status.ofAnswer(answer.status(), body);
      throw new IOException(refused.toString(), new StatusException(refused));
    }
    return json.readTree(body).at("/metadata/uid").asText();
  }

  /**
   * Answers a request: what is refused is answered with a Status.
   *
   * @throws IOException if the control plane gave no answer
   */
  public StreamedResponse send(TenantRequest request) throws IOException {
    try {
      return carryOut(decide(request), request);
    } catch (StatusException e) {
      return LocalAnswer.of(e.status());
    } catch (ApiUnreachableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private ScopeDecision decide(TenantRequest request) {
    return request.requester() instanceof Requester.Direct direct
        ? DirectScope.decide(
            request.tenant(),
            request.method(),
            request.path(),
            request.query(),
            request.headers(),
            direct,
            offers.current())
        : Scope.decide(
            request.tenant(),
            request.method(),
            request.path(),
            request.query(),
            ConsumerObject.of(request.headers()),
            request.requester(),
            offers.current());
  }

  @Override
  public void close() {
    roles.close();
    offers.close();
    namespaces.close();
    forwarding.close();
  }

  private StreamedResponse carryOut(ScopeDecision decision, TenantRequest request)
      throws IOException {
    OfferSnapshot offered = offers.current();
    return switch (decision) {
      case ScopeDecision.Refused(Status status) -> LocalAnswer.of(status);
      case ScopeDecision.OffersStream() -> new OffersBody(offers, json);
      case ScopeDecision.OpenApiV2() -> LocalAnswer.of(offered.openApiV2(), request.headers());
      case ScopeDecision.OpenApiV3(var version) ->
          document(request, version.path(), offered.openApiV3(version));
      case ScopeDecision.Published(Document document, String type) ->
          LocalAnswer.of(document, type, request.headers());
      case ScopeDecision.ServerVersion() -> forwarder.asOurselves(request, "/version", "");
      case ScopeDecision.Discovery(var version) ->
          document(request, version.path(), offered.discovery(version));
      case ScopeDecision.AcrossNamespaces(RequestInfo info) ->
          forwarder.asUser(request, info.path().toPath(), info.query().encode());
      case ScopeDecision.Namespaces(RequestInfo info) ->
          forwarder.asOurselves(request, info.path().toPath(), info.query().encode());
      case ScopeDecision.ReviewAccess() ->
          forwarder.asUser(
              request.withBody(AccessQuestion.rebuilt(request.body(), offered)),
              AccessQuestion.PATH,
              "");
      case ScopeDecision.ReadNamespace(String name) -> readNamespace(request, name);
      case ScopeDecision.DeleteNamespace(String name) -> deleteNamespace(request, name);
      case ScopeDecision.InNamespace(RequestInfo info) -> inNamespace(request, info);
      case ScopeDecision.InSingleNamespace(RequestInfo info) -> inSingleNamespace(request, info);
      case ScopeDecision.UnprovenInSingleNamespace(var single, RequestInfo info) -> {
        awaitShared(request, info.path());
        proof.require(request, single, info.path());
        yield inSingleNamespace(request, info);
      }
    };
  }

  private static StreamedResponse document(
      TenantRequest request, String path, Optional<Document> found) {
    return found
        .map(document -> LocalAnswer.of(document, request.headers()))
        .orElseGet(
            () -> LocalAnswer.of(Status.of(404, "the control plane offers nothing in " + path)));
  }

  private StreamedResponse inNamespace(TenantRequest request, RequestInfo info) throws IOException {
    ResourcePath path = info.path();
    String consumerNamespace = ConsumerObject.of(request.headers()).namespace();
    Optional<ProviderNamespace> found =
        namespaces.find(request.cluster(), path.namespace(), consumerNamespace);
    if (found.isEmpty() && !creates(request, info)) {
      return withoutNamespace(request, info, consumerNamespace);
    }
    ProviderNamespace namespace =
        found.isPresent()
            ? found.get()
            : namespaces.create(request.cluster(), path.namespace(), consumerNamespace);
    access.await(namespace, path);
    return forwarder.asUser(
        labelled(request, info, namespace), path.toPath(), info.query().encode());
  }

  /** A connector labels what it writes; for who comes without one, the labels are added. */
  private static TenantRequest labelled(
      TenantRequest request, RequestInfo info, ProviderNamespace namespace) {
    boolean whole =
        info.path().subresource().isEmpty()
            && (creates(request, info) || info.verb() == Verb.UPDATE);
    if (!whole || !(request.requester() instanceof Requester.Direct)) {
      return request;
    }
    return request
        .body()
        .map(body ->
            request.withBody(
                LabelledBody.of(
                    body, OriginLabels.of(request.cluster(), namespace.consumerNamespace()))))
        .orElse(request);
  }

  private StreamedResponse inSingleNamespace(TenantRequest request, RequestInfo info)
      throws IOException {
    awaitShared(request, info.path());
    return forwarder.asUser(request, info.path().toPath(), info.query().encode());
  }

  private void awaitShared(TenantRequest request, ResourcePath path) {
    access.awaitShared(
        namespaces.shared(path.namespace()), request.cluster(), path.withoutSubresource());
  }

  /** Whether the request may bring an object into being: then its namespace is made first. */
  private static boolean creates(TenantRequest request, RequestInfo info) {
    String type = Optional.ofNullable(request.headers().get(HttpHeader.CONTENT_TYPE)).orElse("");
    return info.verb() == Verb.CREATE
        || (info.verb() == Verb.PATCH
            && info.path().subresource().isEmpty()
            && type.startsWith(APPLY));
  }

  /**
   * A namespace of the consumer that has no counterpart yet: there is nothing in it, but a watch
   * must see what comes, so it is asked for by labels.
   */
  private StreamedResponse withoutNamespace(
      TenantRequest request, RequestInfo info, String consumerNamespace) throws IOException {
    ResourcePath path = info.path();
    return switch (info.verb()) {
      case LIST, WATCH -> {
        String requirement =
            OriginLabels.CLUSTER
                + "="
                + request.cluster()
                + ","
                + OriginLabels.NAMESPACE
                + "="
                + consumerNamespace;
        QueryString query = Scope.limitedTo(requirement, info.query());
        yield forwarder.asUser(request, path.inNamespace("").toPath(), query.encode());
      }
      case DELETE_COLLECTION -> LocalAnswer.success();
      case GET, UPDATE, PATCH, DELETE, CREATE ->
          LocalAnswer.of(Status.notFound(path.group(), path.resource(), path.name()));
    };
  }

  private StreamedResponse readNamespace(TenantRequest request, String name) throws IOException {
    return namespaces.lookUp(name).filter(isOf(request)).isPresent()
        ? forwarder.asOurselves(request, "/api/v1/namespaces/" + name, "")
        : LocalAnswer.of(Status.notFound("", "namespaces", name));
  }

  /** With the UID that was looked at: what takes its place meanwhile is not deleted. */
  private StreamedResponse deleteNamespace(TenantRequest request, String name) {
    Optional<ProviderNamespace> found = namespaces.lookUp(name).filter(isOf(request));
    if (found.isEmpty()) {
      return LocalAnswer.of(Status.notFound("", "namespaces", name));
    }
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.putObject("preconditions").put("uid", found.get().uid());
    api.delete("/api/v1/namespaces/" + name, options);
    return LocalAnswer.success();
  }

  private static Predicate<ProviderNamespace> isOf(TenantRequest request) {
    return namespace -> namespace.isOf(request.cluster());
  }

  private void grant(OfferSnapshot now) {
    roles.grant(now);
  }
}
