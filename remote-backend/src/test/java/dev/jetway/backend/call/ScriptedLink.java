package dev.jetway.backend.call;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A link that notes what is sent and answers as a test says. Not thread-safe. */
public final class ScriptedLink implements ControlPlaneLink {
  final List<LinkRequest> sent = new ArrayList<>();
  Answers answers = _ -> answer(200, "{}");
  boolean down;

  /** What the far end says. */
  interface Answers {
    StreamedResponse to(LinkRequest request) throws LinkException;
  }

  static StreamedResponse answer(int status, String json) {
    return new BytesResponse(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public LinkState state() {
    return down
        ? new LinkState.Down(Instant.EPOCH, "the test says so")
        : new LinkState.Up(
            Instant.EPOCH,
            new LinkSession("shop", "plane-1", "test", new NamespaceMode.PerNamespace()));
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    listener.accept(state());
    return () -> {};
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    if (down) {
      throw new LinkException.Down(name(), Instant.EPOCH, "the test says so");
    }
    sent.add(request);
    return answers.to(request);
  }

  @Override
  public void close() {}
}
