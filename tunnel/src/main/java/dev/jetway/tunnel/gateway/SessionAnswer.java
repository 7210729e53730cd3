package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.scope.ScopedControlPlane;
import dev.jetway.tunnel.scope.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The answer to {@code GET /jetway/v1/session}: handshake and heartbeat. Thread-safe. */
final class SessionAnswer {
  static final String OFFERS = "/jetway/v1/offers";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** How old what is known of the control plane may be: another one may take its place. */
  private static final Duration IDENTITY_AGE = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofMillis(20);
  private static final String PATH = "/jetway/v1/session";

  private final ScopedControlPlane controlPlane;
  private final String version;
  private final AtomicReference<Identity> identity =
      new AtomicReference<>(new Identity("", System.nanoTime()));
  private final ReentrantLock asking = new ReentrantLock();

  SessionAnswer(ScopedControlPlane controlPlane, String version) {
    this.controlPlane = controlPlane;
    this.version = version;
  }

  boolean isFor(Request request) {
    return PATH.equals(request.getHttpURI().getPath());
  }

  /**
   * Answers someone who was let in.
   *
   * @throws StatusException 405, 426 for another version of the protocol, or 503 if the control
   *     plane does not say who it is
   */
  void write(Request request, Response response, Tenant tenant, Callback callback) {
    if (!request.getMethod().equals("GET")) {
      throw new StatusException(Status.of(405, "only GET is possible on " + PATH));
    }
    String protocol =
        Optional.ofNullable(request.getHeaders().get(TunnelHeaders.PROTOCOL)).orElse("");
    if (!protocol.equals(TunnelHeaders.PROTOCOL_VERSION)) {
      throw new StatusException(
          Status.of(
              426,
              "UpgradeRequired",
              "this gateway speaks version "
                  + TunnelHeaders.PROTOCOL_VERSION
                  + " of the tunnel protocol, not \""
                  + protocol
                  + "\""));
    }
    awaitUsable(tenant);
    ObjectNode session =
        JsonNodeFactory.instance
            .objectNode()
            .put("cluster", tenant.cluster())
            .put("controlPlaneId", identity())
            .put("version", version);
    if (tenant.mode() instanceof NamespaceMode.Single single) {
      session.put("singleNamespace", single.namespace());
    }
    byte[] body = session.toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Only a cluster that was enrolled a moment ago waits; what goes wrong shows in its requests. */
  private void awaitUsable(Tenant tenant) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!controlPlane.isUsableBy(tenant) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Asked for again from time to time, by one caller while the others take what is known. */
  private String identity() {
    Identity known = identity.get();
    boolean old = System.nanoTime() - known.asked() > IDENTITY_AGE.toNanos();
    if (!known.uid().isEmpty() && (!old || !asking.tryLock())) {
      return known.uid();
    }
    try {
      String found = controlPlane.identity(TIMEOUT);
      identity.set(new Identity(found, System.nanoTime()));
      return found;
    } catch (IOException e) {
      if (known.uid().isEmpty()) {
        throw new StatusException(
            Status.of(503, "the control plane cannot be reached: " + e.getMessage()), e);
      }
      return known.uid();
    } finally {
      if (asking.isHeldByCurrentThread()) {
        asking.unlock();
      }
    }
  }

  private record Identity(String uid, long asked) {}
}
