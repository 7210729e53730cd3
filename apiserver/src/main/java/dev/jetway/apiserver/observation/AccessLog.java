package dev.jetway.apiserver.observation;

import dev.jetway.kube.RequestInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line a request, like an audit log at the level of metadata. No bodies, no headers, no query:
 * nothing that could be a secret.
 */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final Level level;

  /** Logs at this level. */
  public AccessLog(Level level) {
    this.level = level;
  }

  void write(RequestRecord request, int code, boolean aborted, double seconds) {
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    String what =
        request
            .info()
            .map(AccessLog::describe)
            .orElseGet(() -> "verb=%s path=%s".formatted(request.method(), safe(request.path())));
    LOG.atLevel(level)
        .log(
            "request auditId={} {} user=\"{}\" code={} aborted={} seconds={}",
            safe(request.auditId()),
            what,
            safe(request.user()),
            code,
            aborted,
            seconds);
  }

  private static String describe(RequestInfo info) {
    var path = info.path();
    String resource =
        path.subresource().isEmpty() ? path.resource() : path.resource() + "/" + path.subresource();
    return "verb=%s resource=%s group=%s version=%s namespace=%s name=%s"
        .formatted(
            info.verb().word(),
            resource,
            path.group(),
            path.version(),
            path.namespace(),
            path.name());
  }

  /** Keeps a caller from writing lines of its own. */
  private static String safe(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c > '~') {
        return text.replaceAll("[^ !#-~]", "?");
      }
    }
    return text;
  }
}
