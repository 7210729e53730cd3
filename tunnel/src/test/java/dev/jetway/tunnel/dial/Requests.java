package dev.jetway.tunnel.dial;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;

/** Requests and answers of tests. */
final class Requests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Requests() {}

  static LinkRequest get(String path) {
    return get(path, PATIENCE);
  }

  static LinkRequest get(String pathQuery, Duration headTimeout) {
    int question = pathQuery.indexOf('?');
    return new LinkRequest(
        "GET",
        question < 0 ? pathQuery : pathQuery.substring(0, question),
        question < 0 ? "" : pathQuery.substring(question + 1),
        HttpFields.EMPTY,
        Optional.empty(),
        Optional.empty(),
        "",
        headTimeout);
  }

  static LinkRequest post(String path, byte[] body) {
    return new LinkRequest(
        "POST",
        path,
        "",
        HttpFields.EMPTY,
        Optional.of(ByteBuffer.wrap(body)),
        Optional.empty(),
        "",
        PATIENCE);
  }

  static byte[] bytes(StreamedResponse response) throws IOException {
    return ResponseBody.readAll(response, Integer.MAX_VALUE, PATIENCE);
  }

  static String text(StreamedResponse response) throws IOException {
    return new String(bytes(response), UTF_8);
  }

  /** A link that is up. */
  static TunnelLink up(LinkSettings settings) {
    TunnelLink link = TunnelLink.open(settings);
    awaitUp(link);
    return link;
  }

  static void awaitUp(TunnelLink link) {
    Waiting.until("the link is up", () -> link.state() instanceof LinkState.Up);
  }

  static LinkState.Down awaitDown(TunnelLink link, String reasonPart) {
    Waiting.until(
        "the link is down: " + reasonPart,
        () -> link.state() instanceof LinkState.Down down && down.reason().contains(reasonPart));
    return (LinkState.Down) link.state();
  }

  /**
   * Does something that breaks a link, and waits until it has been down for the reason: a moment
   * later it may be down for another, since it cannot be dialled again.
   */
  static void breaking(TunnelLink link, String reasonPart, Runnable what) {
    Set<String> reasons = ConcurrentHashMap.newKeySet();
    Consumer<LinkState> listener =
        state -> {
          if (state instanceof LinkState.Down down) {
            reasons.add(down.reason());
          }
        };
    try (ControlPlaneLink.Subscription _ = link.onChange(listener)) {
      what.run();
      Waiting.until(
          "the link is down: " + reasonPart,
          () -> reasons.stream().anyMatch(reason -> reason.contains(reasonPart)));
    }
  }
}
