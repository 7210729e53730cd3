package dev.jetway.tunnel.scope;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request of a consumer cluster that is known.
 *
 * @param tenant the cluster
 * @param method the HTTP method
 * @param path the raw path as it came
 * @param query the raw query as it came, empty if there is none
 * @param headers the caller's headers as they came; most go no further
 * @param body empty if there is none
 * @param requester on whose behalf
 * @param auditId empty if there is none
 * @param headTimeout how long the control plane may take for the head of its answer
 */
public record TenantRequest(
    Tenant tenant,
    String method,
    String path,
    String query,
    HttpFields headers,
    Optional<ByteBuffer> body,
    Requester requester,
    String auditId,
    Duration headTimeout) {

  /** The cluster's verified name. */
  String cluster() {
    return tenant.cluster();
  }

  /** The same request with another body. */
  TenantRequest withBody(ByteBuffer other) {
    return new TenantRequest(
        tenant, method, path, query, headers, Optional.of(other), requester, auditId, headTimeout);
  }

  /** A read on the same behalf, with these headers alone. */
  TenantRequest reading(HttpFields others) {
    return new TenantRequest(
        tenant, "GET", path, query, others, Optional.empty(), requester, auditId, headTimeout);
  }
}
