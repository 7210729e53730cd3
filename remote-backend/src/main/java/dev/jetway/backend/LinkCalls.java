package dev.jetway.backend;

import dev.jetway.kube.RequestSender;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/** The connector's own calls to a control plane, on nobody's behalf. Thread-safe. */
public final class LinkCalls implements RequestSender {
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(20);

  private final ControlPlaneLink link;

  /** Calls through a link. */
  public LinkCalls(ControlPlaneLink link) {
    this.link = link;
  }

  /** The name of the connection. */
  public String name() {
    return link.name();
  }

  /** Waits until the link is up. */
  public void awaitUp() throws InterruptedException {
    CountDownLatch up = new CountDownLatch(1);
    try (var _ =
        link.onChange(state -> {
          if (state instanceof LinkState.Up) {
            up.countDown();
          }
        })) {
      up.await();
    }
  }

  /** Lets some time pass between two attempts; false if the thread was interrupted meanwhile. */
  public boolean pause(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
    return !Thread.interrupted();
  }

  /** A GET whose answer streams. */
  public StreamedResponse get(String path) throws IOException {
    return send("GET", path, "", HttpFields.EMPTY, Optional.empty(), HEAD_TIMEOUT);
  }

  /**
   * A GET whose answer is read whole.
   *
   * @throws IOException if it is not a 200, or larger than {@code maxBytes}
   */
  public byte[] getBytes(String path, int maxBytes) throws IOException {
    StreamedResponse response = get(path);
    try (InputStream body = Content.Source.asInputStream(response.body())) {
      byte[] bytes = body.readNBytes(maxBytes + 1);
      if (response.status() != 200) {
        throw new IOException(
            "GET "
                + path
                + " was answered "
                + Status.parse(bytes).map(Status::toString).orElse("" + response.status()));
      }
      if (bytes.length > maxBytes) {
        throw new IOException(
            "the answer to GET " + path + " is larger than " + maxBytes + " bytes");
      }
      return bytes;
    } finally {
      response.cancel(new IOException("the answer was read"));
    }
  }

  /** {@link #send}, once the link is up. */
  public StreamedResponse sendWhenUp(
      String method,
      String path,
      String query,
      HttpFields headers,
      Optional<ByteBuffer> body,
      Duration headTimeout)
      throws IOException {
    try {
      awaitUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the link was down", e);
    }
    return send(method, path, query, headers, body, headTimeout);
  }

  @Override
  public StreamedResponse send(
      String method,
      String path,
      String query,
      HttpFields headers,
      Optional<ByteBuffer> body,
      Duration headTimeout)
      throws IOException {
    try {
      return link.send(
          new LinkRequest(method, path, query, headers, body, Optional.empty(), "", headTimeout));
    } catch (LinkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
