package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Makes one connection: TCP, to one of the gateway's addresses or through a proxy; TLS; HTTP/2; the
 * session handshake. Blocks; each step has a limit.
 */
final class GatewayDialer {
  private final LinkSettings settings;
  private final HTTP2Client http2;
  private final SslContextFactory.Client tls;
  private final SessionRequest sessionRequest;
  private final LinkIdentity identity;
  private final Executor executor;

  GatewayDialer(
      LinkSettings settings,
      HTTP2Client http2,
      SessionRequest sessionRequest,
      LinkIdentity identity,
      Executor executor) {
    this.settings = settings;
    this.http2 = http2;
    this.tls = http2.getClientConnector().getSslContextFactory();
    this.sessionRequest = sessionRequest;
    this.identity = identity;
    this.executor = executor;
  }

  /**
   * Dials.
   *
   * @param turn says which address is tried first
   * @param onRetired hears when the connection takes no more requests
   * @return a connection that is up
   * @throws DialFailure if there is none, with the reason
   * @throws IdentityChangedException if the gateway leads to another control plane than before
   */
  GatewayConnection dial(int turn, GatewayConnection.Retirement onRetired)
      throws DialFailure, IdentityChangedException, InterruptedException {
    GatewayConnection connection = reach(turn, onRetired);
    boolean up = false;
    try {
      LinkSession session = shakeHands(connection);
      Optional<String> change = identity.check(session.controlPlaneId());
      if (change.isPresent()) {
        throw new IdentityChangedException(change.get());
      }
      connection.up(session);
      up = true;
      return connection;
    } finally {
      if (!up) {
        connection.close("not let in");
      }
    }
  }

  /**
   * A connection that speaks HTTP/2 with the gateway, before the handshake; it is the caller's to
   * close.
   */
  GatewayConnection reach(int turn, GatewayConnection.Retirement onRetired)
      throws DialFailure, InterruptedException {
    SocketChannel channel = connect(turn);
    GatewayConnection connection = new GatewayConnection(channel, executor, onRetired);
    boolean reached = false;
    try {
      connection.spoken(speak(channel, connection));
      reached = true;
      return connection;
    } finally {
      if (!reached) {
        connection.close("not reached");
      }
    }
  }

  private SocketChannel connect(int turn) throws DialFailure {
    Optional<ProxySettings.Proxy> proxy =
        settings.proxy().proxyFor(settings.host(), settings.port());
    if (proxy.isEmpty()) {
      String what = "the gateway " + settings.authority();
      return connect(addresses(settings.host(), turn), settings.port(), what);
    }
    String what = "the proxy " + proxy.get();
    SocketChannel channel = connect(addresses(proxy.get().host(), turn), proxy.get().port(), what);
    boolean through = false;
    try {
      ProxyConnect.through(
          proxy.get(), channel.socket(), settings.authority(), settings.timings().connectWithin());
      through = true;
      return channel;
    } finally {
      if (!through) {
        closeQuietly(channel);
      }
    }
  }

  /**
   * The host's addresses, turned round so that the connections of a link begin at different ones.
   */
  private static List<InetAddress> addresses(String host, int turn) throws DialFailure {
    try {
      String literal = host.replaceAll("^\\[|]$", "");
      List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.getAllByName(literal)));
      Collections.rotate(addresses, -turn);
      return addresses;
    } catch (UnknownHostException e) {
      throw new DialFailure(DialReasons.unknownHost(host), e);
    }
  }

  private SocketChannel connect(List<InetAddress> addresses, int port, String what)
      throws DialFailure {
    Duration each = settings.timings().connectWithin().dividedBy(addresses.size());
    IOException last = new IOException("no address");
    for (InetAddress address : addresses) {
      try {
        return connect(new InetSocketAddress(address, port), each);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new DialFailure(DialReasons.unreachable(what, last), last);
  }

  private static SocketChannel connect(SocketAddress address, Duration within) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, Math.max(1, Math.toIntExact(within.toMillis())));
      return channel;
    } catch (IOException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private Session speak(SocketChannel channel, GatewayConnection connection)
      throws DialFailure, InterruptedException {
    CompletableFuture<Session> promise = new CompletableFuture<>();
    http2.accept(
        tls, channel, connection, Promise.from(promise::complete, promise::completeExceptionally));
    try {
      return promise.get(settings.timings().connectWithin().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new DialFailure(DialReasons.silent(settings.authority()), e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new DialFailure(
          DialReasons.isCertificate(cause) ? LinkTrouble.CERTIFICATE : LinkTrouble.UNREACHABLE,
          DialReasons.tls(settings.host(), settings.authority(), cause),
          cause);
    }
  }

  private LinkSession shakeHands(GatewayConnection connection)
      throws DialFailure, InterruptedException {
    try {
      return switch (sessionRequest.on(connection, settings.timings().connectWithin())) {
        case SessionRequest.Answer.Welcome welcome -> welcome.session();
        case SessionRequest.Answer.Refusal refusal ->
            throw new DialFailure(
                LinkTrouble.ofStatus(refusal.code()), refusal.reason(), refusal.retryAfter());
        case SessionRequest.Answer.Silence _ ->
            throw new DialFailure(DialReasons.silent(settings.authority()));
      };
    } catch (IOException e) {
      throw new DialFailure(
          "the session handshake with " + settings.authority() + " failed: " + DialReasons.brief(e),
          e);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It was not of use anyway.
    }
  }

  /** The gateway leads to another control plane than before. */
  static final class IdentityChangedException extends Exception {
    private static final long serialVersionUID = 1L;

    IdentityChangedException(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
