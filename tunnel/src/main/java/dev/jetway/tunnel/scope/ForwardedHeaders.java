package dev.jetway.tunnel.scope;

import dev.jetway.kube.HopByHopHeaders;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Which headers cross the boundary, and the identity that the control plane sees. Requests: those
 * listed here, nothing else. Answers: everything but those listed here.
 */
final class ForwardedHeaders {
  private static final List<HttpHeader> REQUEST =
      List.of(
          HttpHeader.ACCEPT,
          HttpHeader.ACCEPT_ENCODING,
          HttpHeader.CONTENT_TYPE,
          HttpHeader.USER_AGENT,
          HttpHeader.IF_MATCH,
          HttpHeader.IF_NONE_MATCH,
          HttpHeader.IF_MODIFIED_SINCE);

  /** The consumer's kube-apiserver adds its own to those it gets, so they would come twice. */
  private static final Set<String> NOT_ANSWERED =
      Set.of(
          "audit-id",
          "cache-control",
          "date",
          "server",
          "strict-transport-security",
          "x-kubernetes-pf-flowschema-uid",
          "x-kubernetes-pf-prioritylevel-uid");

  private static final Pattern AUDIT_ID = Pattern.compile("[\\w.-]{1,64}");

  private ForwardedHeaders() {}

  /** The headers of a request to the control plane, in the name of who makes it. */
  static HttpFields request(TenantRequest request) {
    HttpFields.Mutable headers = asOurselves(request);
    String cluster = "jetway:" + request.cluster();
    headers.put(
        "Impersonate-User",
        value(
            switch (request.requester()) {
              case Requester.Connector() -> cluster + ":connector";
              case Requester.User(UserInfo user) -> cluster + ":" + user.name();
              // No user of the cluster can have this name: theirs follow a colon.
              case Requester.Direct(String name) -> cluster + "/" + name;
            }));
    headers.add("Impersonate-Group", value(cluster));
    if (request.requester() instanceof Requester.User(UserInfo user)) {
      user.groups()
          .forEach(group -> headers.add("Impersonate-Group", value(cluster + ":" + group)));
    }
    return headers.asImmutable();
  }

  /** The headers of a request to the control plane that is made with our own rights. */
  static HttpFields.Mutable asOurselves(TenantRequest request) {
    HttpFields.Mutable headers = HttpFields.build();
    for (HttpHeader name : REQUEST) {
      for (String each : request.headers().getValuesList(name)) {
        headers.add(name, each);
      }
    }
    if (AUDIT_ID.matcher(request.auditId()).matches()) {
      headers.put("Audit-ID", request.auditId());
    }
    return headers;
  }

  /** The headers of an answer that a consumer may see. */
  static HttpFields answer(HttpFields headers) {
    HttpFields.Mutable passed = HttpFields.build();
    for (HttpField field : HopByHopHeaders.without(headers)) {
      if (!NOT_ANSWERED.contains(field.getLowerCaseName())) {
        passed.add(field);
      }
    }
    return passed.asImmutable();
  }

  /**
   * A name as a header value: its UTF-8, one character for each byte, which is what the HTTP client
   * sends and Go reads. A name that would not arrive as it is must not arrive as another.
   */
  private static String value(String name) {
    boolean clean = name.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    if (!clean || name.endsWith(" ")) {
      throw new StatusException(
          Status.of(
              400, "the name of the user or of a group has control characters or ends in a space"));
    }
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
