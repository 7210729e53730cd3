package dev.jetway.backend.cache;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/** A link that answers reviews of rights as a test says. */
final class FakeLink implements ControlPlaneLink {
  final List<LinkRequest> sent = new ArrayList<>();
  Predicate<LinkRequest> reviews = _ -> false;
  boolean down;

  private record Answer(int status, HttpFields headers, Content.Source body)
      implements StreamedResponse {
    @Override
    public void cancel(Throwable cause) {}
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public LinkState state() {
    return new LinkState.Down(Instant.EPOCH, "it is a fake");
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return () -> {};
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    if (down) {
      throw new LinkException.Down("fake", Instant.EPOCH, "it is a fake");
    }
    sent.add(request);
    String review = "{\"status\":{\"allowed\":" + reviews.test(request) + "}}";
    ByteBuffer body = ByteBuffer.wrap(review.getBytes(StandardCharsets.UTF_8));
    return new Answer(201, HttpFields.EMPTY, Content.Source.from(body));
  }

  @Override
  public void close() {}
}
