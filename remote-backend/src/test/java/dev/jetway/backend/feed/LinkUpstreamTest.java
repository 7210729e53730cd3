package dev.jetway.backend.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.PerNamespaceMapping;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class LinkUpstreamTest {
  private final Answers link = new Answers();
  private final Cluster cluster = new Cluster("c1");
  private final LinkUpstream upstream =
      new LinkUpstream(
          new LinkCalls(link),
          new ResourceKey("example.org", "v1", "things"),
          new ViewScope(cluster, new PerNamespaceMapping(cluster), ""));

  @Test
  void theFirstBookmarkSaysWhatTheLastChangeWas() throws IOException {
    link.answer(200, event("MODIFIED", "x", 45) + bookmark(60) + event("MODIFIED", "x", 70));
    assertThat(upstream.lastChange(10, 50)).isEqualTo(45);
  }

  @Test
  void aBookmarkThatNeverComesIsNotTakenForSilence() {
    link.answer(200, event("MODIFIED", "x", 45));
    assertThatThrownBy(() -> upstream.lastChange(10, 50))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended before it told");
    link.answer(200, "");
    assertThatThrownBy(() -> upstream.lastChange(10, 50)).isInstanceOf(IOException.class);
  }

  @Test
  void a410InTheMiddleOfAListLeavesNoHalfOne() {
    List<String> found = new ArrayList<>();
    link.answer(200, page("x", "more"));
    link.answer(
        410,
        new String(
            Status.of(410, "Expired", "The provided continue parameter is too old").toJson(),
            StandardCharsets.UTF_8));
    assertThatThrownBy(() -> upstream.list(entry -> found.add(entry.key())))
        .hasMessageContaining("too old");
    link.answer(200, page("x", "more"));
    link.answer(200, page("y", ""));
    found.clear();
    assertThat(listed(found).resourceVersion()).isEqualTo(90);
    assertThat(found).containsExactly("a/x", "a/y");
  }

  private Upstream.Listed listed(List<String> found) {
    try {
      return upstream.list(entry -> found.add(entry.key()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String event(String type, String name, int version) {
    return "{\"type\":\"" + type + "\",\"object\":" + object(name, version) + "}\n";
  }

  private static String bookmark(int version) {
    return """
    {"type":"BOOKMARK","object":{"kind":"Thing","apiVersion":"example.org/v1","metadata":{"resourceVersion":"%d"}}}
    """
        .formatted(version);
  }

  private static String page(String name, String token) {
    return """
    {"kind":"ThingList","apiVersion":"example.org/v1","metadata":{"resourceVersion":"90","continue":"%s"},"items":[%s]}
    """
        .formatted(token, object(name, 8));
  }

  private static String object(String name, int version) {
    return """
    {"kind":"Thing","apiVersion":"example.org/v1","metadata":{"name":"%s","namespace":"c1-a","resourceVersion":"%d",\
    "labels":{"connect.jetway.dev/cluster":"c1","connect.jetway.dev/namespace":"a","connect.jetway.dev/name":"%s"}}}\
    """
        .formatted(name, version, name);
  }

  /** A link whose control plane says what it was told to say, one answer after the other. */
  private static final class Answers implements ControlPlaneLink {
    private final Deque<StreamedResponse> answers = new ArrayDeque<>();

    private record Answer(int status, HttpFields headers, Content.Source body)
        implements StreamedResponse {
      @Override
      public void cancel(Throwable cause) {}
    }

    void answer(int status, String body) {
      answers.add(
          new Answer(
              status,
              HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/json"),
              Content.Source.from(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))));
    }

    @Override
    public String name() {
      return "answers";
    }

    @Override
    public LinkState state() {
      return new LinkState.Up(
          Instant.EPOCH,
          new LinkSession("c1", "control-plane-1", "test", new NamespaceMode.PerNamespace()));
    }

    @Override
    public Subscription onChange(Consumer<LinkState> listener) {
      listener.accept(state());
      return () -> {};
    }

    @Override
    public StreamedResponse send(LinkRequest request) {
      return answers.remove();
    }

    @Override
    public void close() {}
  }
}
