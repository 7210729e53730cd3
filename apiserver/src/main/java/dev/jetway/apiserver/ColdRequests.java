package dev.jetway.apiserver;

import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.apiserver.observation.MetricsPage;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Requests for what is no resource, once it is known who sends them: discovery, OpenAPI, metrics.
 */
final class ColdRequests {
  private final AccessReview access;
  private final MetricsPage metrics;
  private final Handler discovery;

  ColdRequests(AccessReview access, MetricsPage metrics, Handler discovery) {
    this.access = access;
    this.metrics = metrics;
    this.discovery = discovery;
  }

  void handle(UserInfo user, String path, Request request, Response response, Callback callback)
      throws Exception {
    access.check(user, request.getMethod(), path);
    switch (request.getMethod()) {
      case "GET", "HEAD" -> {
        if (path.equals("/metrics")) {
          metrics.answer(request, response, callback);
        } else {
          DepartedCaller caller = new DepartedCaller(request, response);
          boolean _ = discovery.handle(request, caller, caller.completing(callback));
        }
      }
      default ->
          throw new StatusException(
              Status.of(405, "the server does not allow this method on the requested resource"));
    }
  }
}
