package dev.jetway.backend;

import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.UserInfo;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request for a resource, authenticated and authorised, in the consumer's terms.
 *
 * @param method the HTTP method
 * @param info verb, path and query
 * @param headers the caller's headers; only those that a control plane may see are sent on
 * @param body empty if there is none; at most 3 MiB
 * @param user who asks
 * @param auditId the Audit-ID that kube-apiserver gave the request, empty if there is none
 */
public record ResourceRequest(
    String method,
    RequestInfo info,
    HttpFields headers,
    Optional<ByteBuffer> body,
    UserInfo user,
    String auditId) {}
