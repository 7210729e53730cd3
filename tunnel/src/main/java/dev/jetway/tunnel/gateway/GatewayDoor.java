package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.scope.Tenant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Lets callers in: a good token, an enrolled cluster, the one that came first. Thread-safe. */
final class GatewayDoor {
  private static final String SCHEME = "Bearer ";

  private final CallerAuthentication authentication;
  private final Enrolment enrolment;
  private final RateLimit handshakes;

  GatewayDoor(CallerAuthentication authentication, Enrolment enrolment, RateLimit handshakes) {
    this.authentication = authentication;
    this.enrolment = enrolment;
    this.handshakes = handshakes;
  }

  /** Someone who was let in, for the cluster. */
  record Guest(VerifiedCaller caller, Tenant tenant) {
    String cluster() {
      return tenant.cluster();
    }

    /**
     * Turns away who has a bootstrap token: it is good for an exchange alone.
     *
     * @throws StatusException 403
     */
    void requireMoreThanBootstrap() {
      if (caller.bootstrapSecret().isPresent()) {
        throw new StatusException(
            Status.of(
                403,
                TunnelToken.BOOTSTRAP_ONLY,
                "a bootstrap token opens no tunnel: exchange it first, with POST "
                    + TunnelToken.PATH
                    + ", as the connector does with the token of a ClusterConnection's Secret"));
      }
    }
  }

  /**
   * Who asks, and for which cluster.
   *
   * @throws StatusException 401 for a bad token, 403 for one that stands for no cluster or came
   *     over another's connection, 409 for a cluster whose name is taken, 429 when too many come at
   *     once, 503 if the control plane cannot be asked
   */
  Guest admit(Request request) {
    TunnelConnection connection = TunnelConnection.of(request);
    List<String> values = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (values.size() != 1 || !values.getFirst().startsWith(SCHEME)) {
      throw CallerAuthentication.rejected();
    }
    String authorization = values.getFirst();
    Optional<VerifiedCaller> recent = connection.recent(authorization);
    VerifiedCaller caller =
        recent.isPresent() ? recent.get() : authenticate(connection, authorization);
    String id = Optional.ofNullable(request.getHeaders().get(TunnelHeaders.CLUSTER_ID)).orElse("");
    Tenant tenant = enrolment.admit(caller, id);
    if (recent.isEmpty() && !connection.remember(authorization, caller)) {
      throw new StatusException(
          Status.of(403, "the connection belongs to another cluster's ServiceAccount"));
    }
    return new Guest(caller, tenant);
  }

  private VerifiedCaller authenticate(TunnelConnection connection, String authorization) {
    if (!connection.knows(authorization)) {
      handshakes.acquire();
    }
    return authentication.authenticate(
        new Credential(authorization.substring(SCHEME.length()).strip()));
  }
}
