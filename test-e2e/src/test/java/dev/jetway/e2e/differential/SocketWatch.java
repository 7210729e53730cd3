package dev.jetway.e2e.differential;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.RigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One watch over WebSocket, told as if it had come over HTTP: messages of text as lines of JSON,
 * messages of bytes as frames of protobuf. How it came is told in headers that HTTP does not have.
 */
final class SocketWatch implements WebSocket.Listener {
  /** What a step has for a method. */
  static final String METHOD = "SOCKET";

  /** The kinds of messages that came. */
  static final String MESSAGES = "messages";

  /** With which code, and why, the server closed. */
  static final String CLOSED = "closed";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final TreeSet<String> kinds = new TreeSet<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  /** Opens it, does what is to be done meanwhile, and waits until the server closes it. */
  Answer play(ApiClient api, String path, Map<String, String> headers, Runnable meanwhile) {
    WebSocket.Builder builder = api.http().newWebSocketBuilder().connectTimeout(LIMIT);
    headers.forEach((name, value) -> {
      if (name.equals(SUBPROTOCOL)) {
        String[] names = value.split(", ");
        builder.subprotocols(
            names[0], List.of(names).subList(1, names.length).toArray(String[]::new));
      } else {
        builder.header(name, value);
      }
    });
    URI uri = URI.create(api.request(path).build().uri().toString().replaceFirst("^http", "ws"));
    try {
      WebSocket socket = builder.buildAsync(uri, this).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      meanwhile.run();
      String end = closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return new Answer(101, told(socket, end), ByteBuffer.wrap(body.toByteArray()));
    } catch (ExecutionException e) {
      meanwhile.run();
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refusal(refused)
          : Answer.none(new IOException(e.getCause()));
    } catch (TimeoutException e) {
      return Answer.none(new IOException("not closed in time", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while watching " + path, e);
    }
  }

  private Map<String, List<String>> told(WebSocket socket, String end) {
    String type =
        kinds.contains("bytes")
            ? "application/vnd.kubernetes.protobuf;stream=watch"
            : "application/json";
    return Map.of(
        "content-type",
        List.of(type),
        "sec-websocket-protocol",
        List.of(socket.getSubprotocol()),
        MESSAGES,
        List.copyOf(kinds),
        CLOSED,
        List.of(end));
  }

  private static Answer refusal(WebSocketHandshakeException refused) {
    HttpHeaders headers = refused.getResponse().headers();
    Map<String, List<String>> named = new TreeMap<>();
    headers.map().forEach((name, values) -> named.put(name.toLowerCase(Locale.ROOT), values));
    String body = refused.getResponse().body() instanceof String words ? words : "";
    return new Answer(
        refused.getResponse().statusCode(),
        named,
        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      boolean line = text.indexOf("\n") == text.length() - 1;
      kinds.add(line ? "text, one line each" : "text of " + text.toString().lines().count());
      body.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }
    socket.request(1);
    return CompletableFuture.completedFuture(data);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    binary.writeBytes(part);
    if (last) {
      kinds.add("bytes");
      body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(binary.size()).array());
      body.writeBytes(binary.toByteArray());
      binary.reset();
    }
    socket.request(1);
    return CompletableFuture.completedFuture(data);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    closed.complete(statusCode + " " + reason);
    return CompletableFuture.completedFuture(reason);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.complete(error.toString());
  }
}
