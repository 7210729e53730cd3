package dev.jetway.apiserver.request;

import dev.jetway.apiserver.admission.NamespaceLifecycle;
import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.Verb;
import java.io.EOFException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * What a request must fulfil that may make a new object: a create, and a server-side apply if there
 * is nothing yet to apply to.
 */
final class Creation {
  private final NamespaceLifecycle lifecycle;
  private final AccessReview access;
  private final RemoteBackend backend;

  Creation(NamespaceLifecycle lifecycle, AccessReview access, RemoteBackend backend) {
    this.lifecycle = lifecycle;
    this.access = access;
    this.backend = backend;
  }

  /**
   * Passes if the request makes no object, or may.
   *
   * @throws StatusException 403 or 404 if it may not
   */
  void check(ResourceRequest request, boolean apply, Caller caller) throws EOFException {
    RequestInfo info = request.info();
    if (info.verb() == Verb.CREATE) {
      String name = info.path().isObject() ? info.path().name() : RequestBody.name(request.body());
      lifecycle.checkCreation(info.path(), name);
    } else if (info.verb() == Verb.PATCH && apply && info.path().subresource().isEmpty()) {
      Optional<StatusException> obstacle = obstacle(request);
      if (obstacle.isPresent() && !exists(request, caller)) {
        throw obstacle.get();
      }
    }
  }

  /** Why an apply may not create. */
  private Optional<StatusException> obstacle(ResourceRequest request) {
    RequestInfo info = request.info();
    try {
      lifecycle.checkCreation(info.path(), info.path().name());
      access.check(request.user(), new RequestInfo(Verb.CREATE, info.path(), QueryString.EMPTY));
      return Optional.empty();
    } catch (StatusException e) {
      return Optional.of(e);
    }
  }

  private boolean exists(ResourceRequest request, Caller caller) throws EOFException {
    UserInfo user = request.user();
    RequestInfo get = new RequestInfo(Verb.GET, request.info().path(), QueryString.EMPTY);
    StreamedResponse found =
        caller.await(() ->
            backend.call(
                new ResourceRequest(
                    "GET", get, HttpFields.EMPTY, Optional.empty(), user, request.auditId())));
    found.cancel(new EOFException("only its status was asked for"));
    return found.status() != 404;
  }
}
