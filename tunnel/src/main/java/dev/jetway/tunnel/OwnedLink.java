package dev.jetway.tunnel;

import dev.jetway.kube.StreamedResponse;
import java.util.function.Consumer;

/**
 * A link that ends with what it alone uses. Thread-safe if {@code end} is.
 *
 * @param link what carries the requests
 * @param end closes the link and what it uses, in the right order
 */
public record OwnedLink(ControlPlaneLink link, Runnable end) implements ControlPlaneLink {
  @Override
  public String name() {
    return link.name();
  }

  @Override
  public LinkState state() {
    return link.state();
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return link.onChange(listener);
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    return link.send(request);
  }

  @Override
  public void close() {
    end.run();
  }
}
