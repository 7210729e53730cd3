package dev.jetway.apiserver;

import dev.jetway.apiserver.answer.StatusAnswer;
import dev.jetway.apiserver.answer.StatusForm;
import dev.jetway.apiserver.authentication.Authentication;
import dev.jetway.apiserver.authentication.Identity;
import dev.jetway.apiserver.health.Health;
import dev.jetway.apiserver.observation.Observations;
import dev.jetway.apiserver.observation.Observations.Followed;
import dev.jetway.apiserver.observation.RequestRecord;
import dev.jetway.apiserver.request.ResourceRequests;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.http2.UnreadBody;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request, finds out who sends it, and shows it to its room; the one place where
 * failures of those rooms become answers.
 */
final class FrontDoor extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final int MAX_AUDIT_ID = 64;

  private final Authentication authentication;
  private final Observations observations;
  private final Health health;
  private final ResourceRequests resources;
  private final ColdRequests cold;

  FrontDoor(
      Authentication authentication,
      Observations observations,
      Health health,
      ResourceRequests resources,
      ColdRequests cold) {
    this.authentication = authentication;
    this.observations = observations;
    this.health = health;
    this.resources = resources;
    this.cold = cold;
  }

  @Override
  public boolean handle(Request request, Response response, Callback done) {
    Callback callback =
        UnreadBody.before(
            done, request, request.getHeaders(), request.getComponents().getScheduler());
    String path = request.getHttpURI().getPath();
    String rawPath = path == null ? "" : path;
    RequestRecord record =
        new RequestRecord(
            request.getMethod(), rawPath, auditId(request), request.getHeadersNanoTime());
    Followed followed = observations.follow(request, response, record);
    try {
      if (health.isProbe(rawPath)) {
        health.answer(rawPath, query(request), response, callback);
      } else {
        authenticated(request, withoutLastSlash(rawPath), followed, response, callback);
      }
    } catch (StatusException e) {
      refuse(request, response, callback, e.status());
    } catch (Exception e) { // the edge: whatever happens behind it, callers get a Status
      UUID id = UUID.randomUUID();
      LOG.error("request failed: errorId={} method={}", id, request.getMethod(), e);
      refuse(request, response, callback, Status.of(500, "Internal error occurred: error " + id));
    }
    return true;
  }

  private void authenticated(
      Request request, String path, Followed followed, Response response, Callback callback)
      throws Exception {
    UserInfo user = user(request);
    followed.record().user(user.name());
    HttpFields headers = authentication.withoutIdentity(request.getHeaders());
    List<String> segments = path.equals("/") ? List.of() : ResourcePath.segments(path);
    if (ResourceRequests.isResource(segments)) {
      resources.handle(
          new ResourceRequests.Incoming(request, path, headers, user, followed),
          response,
          callback);
    } else {
      cold.handle(user, path, request, response, callback);
    }
  }

  /** kube-apiserver takes {@code /things/} for {@code /things}. */
  private static String withoutLastSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private UserInfo user(Request request) {
    var certificates =
        ConnectionRateControl.certificates(
            request.getConnectionMetaData().getConnection().getEndPoint());
    return switch (authentication.identify(request.getHeaders(), certificates)) {
      case Identity.Known(UserInfo user) -> user;
      case Identity.Anonymous _ -> throw unauthorized();
      case Identity.Refused(String reason) -> {
        LOG.info("request not authenticated: reason=\"{}\"", reason);
        throw unauthorized();
      }
    };
  }

  private static void refuse(Request request, Response response, Callback callback, Status status) {
    if (response.isCommitted()) {
      callback.failed(new StatusException(status));
      return;
    }
    response.reset();
    StatusAnswer.send(response, callback, status, form(request));
  }

  private static StatusForm form(Request request) {
    return StatusForm.of(
        request.getHeaders(), Objects.toString(request.getHttpURI().getQuery(), ""));
  }

  private static QueryString query(Request request) {
    String query = request.getHttpURI().getQuery();
    return query == null ? QueryString.EMPTY : QueryString.parse(query);
  }

  private static String auditId(Request request) {
    String id = request.getHeaders().get("Audit-Id");
    return id == null || id.length() > MAX_AUDIT_ID ? "" : id;
  }

  private static StatusException unauthorized() {
    return new StatusException(Status.of(401, "Unauthorized"));
  }
}
