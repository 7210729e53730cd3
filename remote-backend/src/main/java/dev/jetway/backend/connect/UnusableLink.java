package dev.jetway.backend.connect;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.LinkStates;
import dev.jetway.tunnel.LinkTrouble;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * The link of a connection that has no credential: down until another takes its place, so that what
 * was last known is served meanwhile. Thread-safe.
 */
final class UnusableLink implements ControlPlaneLink {
  private final String name;
  private final LinkStates states;

  UnusableLink(String name, String reason, Clock clock) {
    this.name = name;
    this.states = new LinkStates(name, clock, reason);
    states.down(reason, LinkTrouble.CREDENTIAL);
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
    throw new IllegalStateException("a link without a credential is never up");
  }

  @Override
  public void close() {
    states.close();
  }
}
