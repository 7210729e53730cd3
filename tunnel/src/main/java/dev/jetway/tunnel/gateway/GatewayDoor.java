package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.TokenClaims;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.scope.Requester;
import dev.jetway.tunnel.scope.Tenant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Lets callers in: a good token, an enrolled cluster, the one that came first. Thread-safe. */
final class GatewayDoor {
  private static final String SCHEME = "Bearer ";

  private final CallerAuthentication authentication;
  private final Enrolment enrolment;
  private final DirectAccess direct;
  private final TunnelConnections connections;
  private final HandshakeRate handshakes;

  GatewayDoor(
      CallerAuthentication authentication,
      Enrolment enrolment,
      DirectAccess direct,
      TunnelConnections connections,
      HandshakeRate handshakes) {
    this.authentication = authentication;
    this.enrolment = enrolment;
    this.direct = direct;
    this.connections = connections;
    this.handshakes = handshakes;
  }

  /**
   * Someone who was let in, for the cluster.
   *
   * @param direct who it is, if it is not the cluster's connector
   */
  record Guest(VerifiedCaller caller, Tenant tenant, Optional<Requester.Direct> direct) {
    /**
     * On whose behalf a request is.
     *
     * @throws StatusException 400 if it says so in a way that cannot be read
     */
    Requester requester(HttpFields headers) {
      return direct.isPresent() ? direct.get() : Requester.ofConnector(TunnelHeaders.user(headers));
    }

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
   *     once, or the cluster has too many connections, 503 if the control plane cannot be asked
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
    Guest guest = guest(caller, request.getHeaders());
    if (recent.isEmpty()) {
      connections.admit(connection, authorization, caller, guest.cluster());
    }
    return guest;
  }

  /** What a ServiceAccount is let in as is the control plane's to say, never the request's. */
  private Guest guest(VerifiedCaller caller, HttpFields headers) {
    Optional<DirectAccess.Admitted> admitted = direct.admit(caller);
    if (admitted.isEmpty()) {
      String id = Optional.ofNullable(headers.get(TunnelHeaders.CLUSTER_ID)).orElse("");
      return new Guest(caller, enrolment.admit(caller, id), Optional.empty());
    }
    if (headers.stream().anyMatch(GatewayDoor::isOfTheTunnel)) {
      throw new StatusException(
          Status.of(403, "this ServiceAccount is no connector's, and speaks for nobody else"));
    }
    return new Guest(caller, admitted.get().tenant(), Optional.of(admitted.get().requester()));
  }

  private static boolean isOfTheTunnel(HttpField field) {
    return field.getLowerCaseName().startsWith(TunnelHeaders.PREFIX);
  }

  private VerifiedCaller authenticate(TunnelConnection connection, String authorization) {
    Credential credential = new Credential(authorization.substring(SCHEME.length()).strip());
    if (!connection.knows(authorization) && !authentication.remembers(credential)) {
      acquire(connection, TokenClaims.of(credential.token()).map(TokenClaims::accountUid));
    }
    return authentication.authenticate(credential);
  }

  private void acquire(TunnelConnection connection, Optional<String> claimed) {
    if (claimed.filter(connection::isOf).isPresent()) {
      handshakes.acquireToRenew(claimed.get());
    } else if (claimed.filter(uid -> enrolment.knows(uid) || direct.knows(uid)).isPresent()) {
      handshakes.acquire(claimed.get());
    } else {
      handshakes.acquireAsStranger();
    }
  }
}
