package dev.jetway.tunnel.dial;

import dev.jetway.kube.HopByHopHeaders;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.SoftwareVersion;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.TunnelToken;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;

/**
 * Makes the heads of requests: what the caller says, and who the link is. What a caller must not
 * say, credentials and identity and what belongs to one hop, is left out.
 */
final class RequestHead {
  private static final String SESSION_PATH = "/jetway/v1/session";

  private static final Set<String> NEVER_FORWARDED =
      Set.of("authorization", "audit-id", "content-length", "host");

  private final LinkSettings settings;

  RequestHead(LinkSettings settings) {
    this.settings = settings;
  }

  /** The session request: the handshake and the heartbeat. */
  MetaData.Request session(String token) {
    return head(
        "GET", SESSION_PATH, own(token).put(TunnelHeaders.VERSION, SoftwareVersion.CURRENT), -1);
  }

  /** The request for a new token. */
  MetaData.Request token(String token) {
    return head("POST", TunnelToken.PATH, own(token).put(HttpHeader.CONTENT_LENGTH, 0), 0);
  }

  /** A caller's request. */
  MetaData.Request of(LinkRequest request, String token) {
    HttpFields.Mutable fields = own(token);
    for (HttpField field : HopByHopHeaders.without(request.headers())) {
      if (isForwarded(field.getLowerCaseName())) {
        fields.add(field);
      }
    }
    request.user().ifPresent(user -> TunnelHeaders.putUser(fields, user));
    if (!request.auditId().isEmpty()) {
      fields.put(TunnelHeaders.AUDIT_ID, request.auditId());
    }
    long length = request.body().map(body -> (long) body.remaining()).orElse(-1L);
    if (length >= 0) {
      fields.put(HttpHeader.CONTENT_LENGTH, length);
    }
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return head(request.method(), request.path() + query, fields, length);
  }

  private static boolean isForwarded(String name) {
    boolean identity =
        name.startsWith(TunnelHeaders.PREFIX)
            && !name.equalsIgnoreCase(TunnelHeaders.NAMESPACE)
            && !name.equalsIgnoreCase(TunnelHeaders.NAME);
    return !identity
        && !name.startsWith("impersonate-")
        && !name.startsWith("x-remote-")
        && !NEVER_FORWARDED.contains(name);
  }

  private HttpFields.Mutable own(String token) {
    return HttpFields.build()
        .put(HttpHeader.AUTHORIZATION, "Bearer " + token)
        .put(TunnelHeaders.CLUSTER_ID, settings.clusterId())
        .put(TunnelHeaders.PROTOCOL, TunnelHeaders.PROTOCOL_VERSION);
  }

  private MetaData.Request head(
      String method, String pathQuery, HttpFields fields, long contentLength) {
    HttpURI uri =
        HttpURI.build()
            .scheme("https")
            .authority(settings.gateway().getHost(), settings.port())
            .pathQuery(pathQuery)
            .asImmutable();
    return new MetaData.Request(method, uri, HttpVersion.HTTP_2, fields, contentLength);
  }
}
