package dev.jetway.tunnel.direct;

import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.HeadTimeoutException;
import dev.jetway.kube.RequestNotSentException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.http2.FlowLimits;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.LinkStates;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.Sha256;
import dev.jetway.tunnel.offer.OfferRule;
import dev.jetway.tunnel.scope.Requester;
import dev.jetway.tunnel.scope.ScopedControlPlane;
import dev.jetway.tunnel.scope.Tenant;
import dev.jetway.tunnel.scope.TenantRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way to a control plane through its API server itself.
 *
 * <p>The kubeconfig's user must be allowed what the gateway's ServiceAccount is, impersonation
 * included. Thread-safe. {@link #send} blocks until the head of the answer has come and is meant
 * for virtual threads.
 */
public final class DirectLink implements ControlPlaneLink {
  /** Marks the role bindings that a link keeps; gateways and other links leave them alone. */
  private static final String KEEPER = "direct.";

  private static final int KEEPER_DIGITS = 16;

  /** As many as a gateway lets one cluster have. */
  private static final int MAX_REQUESTS = 8_000;

  private final String name;
  private final Tenant tenant;
  private final ScopedControlPlane controlPlane;
  private final LinkStates states;
  private final DirectHeartbeat heartbeat;

  private DirectLink(
      String name,
      Tenant tenant,
      LinkIdentity identity,
      ApiServerClient api,
      OfferRule rule,
      Clock clock) {
    this.name = name;
    this.tenant = tenant;
    Set<String> everywhere =
        tenant.mode() instanceof NamespaceMode.PerNamespace ? Set.of(tenant.cluster()) : Set.of();
    this.controlPlane =
        new ScopedControlPlane(
            api,
            new ApiServerClient(api.endpoint(), MAX_REQUESTS, FlowLimits.DEFAULT),
            rule,
            KEEPER + Sha256.hex(tenant.cluster()).substring(0, KEEPER_DIGITS),
            () -> everywhere,
            clock);
    this.states =
        new LinkStates(name, clock, "connecting to " + api.endpoint().server().getAuthority());
    this.heartbeat = new DirectHeartbeat(name, tenant, identity, controlPlane, states);
  }

  /**
   * Opens a link: it starts to connect and returns at once, {@link LinkState.Down} until the
   * control plane has been seen.
   *
   * @param cluster the name under which the control plane is to know this consumer cluster, a DNS
   *     label
   * @param mode where the objects of this cluster are to be
   * @param identity which control plane it must be
   * @param api the control plane; stays the caller's to close
   * @param rule what it offers
   */
  public static DirectLink open(
      String name,
      String cluster,
      NamespaceMode mode,
      LinkIdentity identity,
      ApiServerClient api,
      OfferRule rule,
      Clock clock) {
    DirectLink link = new DirectLink(name, new Tenant(cluster, mode), identity, api, rule, clock);
    link.heartbeat.start();
    return link;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LinkState state() {
    return states.state();
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return states.onChange(listener);
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    if (states.state() instanceof LinkState.Down down) {
      throw new LinkException.Down(name, down);
    }
    try {
      return controlPlane.send(
          new TenantRequest(
              tenant,
              request.method(),
              request.path(),
              request.query(),
              request.headers(),
              request.body(),
              Requester.ofConnector(request.user()),
              request.auditId(),
              request.headTimeout()));
    } catch (HeadTimeoutException e) {
      heartbeat.suspect();
      throw new LinkException.TimedOut(String.valueOf(e.getMessage()));
    } catch (RequestNotSentException e) {
      heartbeat.suspect();
      throw new LinkException.Down(name, states.state().since(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      heartbeat.suspect();
      throw new LinkException.Broken(
          "connection \"" + name + "\" to the control plane broke: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    heartbeat.close();
    controlPlane.close();
    states.down("the link is closed");
    states.close();
  }
}
