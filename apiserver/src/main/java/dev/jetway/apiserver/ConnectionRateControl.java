package dev.jetway.apiserver;

import dev.jetway.apiserver.authentication.Authentication;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;

/**
 * How many resets, pings and the like an HTTP/2 connection may send.
 *
 * <p>kube-apiserver resets five streams for each APIService in the same second, every 30 s, on the
 * very connection that carries the watches of all users; Jetty's 128 events a second would close
 * it. So a front proxy, which has proved to be one, is not counted. Everybody else is, because
 * opening and resetting streams is what a rapid reset attack does.
 */
final class ConnectionRateControl implements RateControl.Factory {
  /** Events a second of a connection that is no front proxy's. */
  private static final int MAX_EVENTS = 1000;

  private final Authentication authentication;

  ConnectionRateControl(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public RateControl newRateControl(EndPoint endPoint) {
    return new ByPeer(endPoint);
  }

  /**
   * Asks for the peer at the first event only. This object is made before the handshake is over,
   * and an end point that is asked then remembers for good that its peer has no certificate. Called
   * by the connection's reading thread alone.
   */
  private final class ByPeer implements RateControl {
    private final EndPoint endPoint;
    private Optional<RateControl> decided = Optional.empty();

    ByPeer(EndPoint endPoint) {
      this.endPoint = endPoint;
    }

    @Override
    public boolean onEvent(Object event) {
      if (decided.isEmpty()) {
        decided =
            Optional.of(
                authentication.isFrontProxy(certificates(endPoint))
                    ? RateControl.NO_RATE_CONTROL
                    : new WindowRateControl(MAX_EVENTS, Duration.ofSeconds(1)));
      }
      return decided.get().onEvent(event);
    }
  }

  /** The chain of the peer of a connection, once the handshake is over; empty if it sent none. */
  static List<X509Certificate> certificates(EndPoint endPoint) {
    EndPoint.SslSessionData session = endPoint.getSslSessionData();
    if (session == null) {
      return List.of();
    }
    X509Certificate[] chain = session.peerCertificates();
    return chain == null ? List.of() : List.of(chain);
  }
}
