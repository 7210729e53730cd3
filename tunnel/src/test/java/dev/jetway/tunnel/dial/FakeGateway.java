package dev.jetway.tunnel.dial;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.certs.ServerNames;
import dev.jetway.certs.ServerTls;
import dev.jetway.kube.Status;
import dev.jetway.kube.http2.AdaptiveFlowControl;
import dev.jetway.kube.http2.FlowLimits;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A peer that speaks the tunnel's wire agreement over real TLS and HTTP/2, and has no control plane
 * behind it.
 *
 * <pre>
 * /jetway/v1/session   what {@link #answerSession} says
 * /echo                the request's body, streamed back
 * /count               the request's body is read; an empty answer
 * /watch               headers at once, then what {@link #send} sends
 * /bytes?n             n bytes
 * /hang                no answer
 * /broken              half an answer, then RST_STREAM
 * /unauthorized        401
 * /refused             RST_STREAM with REFUSED_STREAM while {@link #refusals} last
 * </pre>
 */
final class FakeGateway implements AutoCloseable {
  static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create("fake gateway", Clock.systemUTC());

  final Queue<Received> received = new ConcurrentLinkedQueue<>();
  final Map<Request, Response> watches = new ConcurrentHashMap<>();
  final AtomicInteger ended = new AtomicInteger();
  final AtomicInteger refusals = new AtomicInteger();
  final AtomicInteger sessionRequests = new AtomicInteger();

  private final Server server = new Server();
  private final ServerConnector connector;
  private final HTTP2ServerConnectionFactory http2;
  private volatile SessionAnswer answer = SessionAnswer.welcome("control-plane-1");

  FakeGateway() {
    this(0, "localhost");
  }

  FakeGateway(int port, String certificateName) {
    this(port, certificateName, "h2");
  }

  /** {@code protocol} is the one that TLS offers, whatever is spoken. */
  FakeGateway(int port, String certificateName, String protocol) {
    HttpConfiguration http = new HttpConfiguration();
    http.setOutputBufferSize(128 * 1024);
    http.setRequestHeaderSize(64 * 1024);
    http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(10_000);
    http2.setRateControlFactory(new RateControl.Factory() {});
    http2.setStreamIdleTimeout(3_600_000);
    http2.setFlowControlStrategyFactory(AdaptiveFlowControl.factory(FlowLimits.DEFAULT));
    http2.setInitialStreamRecvWindow(FlowLimits.DEFAULT.initialStreamWindow());
    http2.setInitialSessionRecvWindow(FlowLimits.DEFAULT.sessionWindow());
    http2.setMaxFrameSize(64 * 1024);
    http2.setInputBufferSize(128 * 1024);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(
        ServerTls.context(
            new ReloadableKeyManager(
                AUTHORITY.issueServing(ServerNames.of(certificateName), Duration.ofDays(1))),
            MinimumTls.TLS_1_3));
    connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, "alpn"),
            new ALPNServerConnectionFactory(protocol),
            protocol.equals("h2") ? http2 : new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(3_600_000);
    server.addConnector(connector);
    server.setHandler(new Wire());
    LifeCycle.start(server);
  }

  /** A request as it came. */
  record Received(String method, String target, HttpFields headers) {}

  /** What the session request is answered with. */
  record SessionAnswer(int code, String body, Map<String, String> headers) {
    static SessionAnswer welcome(String controlPlaneId) {
      String body =
          """
          {"cluster":"prod","controlPlaneId":"%s","version":"test"}\
          """
              .formatted(controlPlaneId);
      return new SessionAnswer(200, body, Map.of());
    }

    static SessionAnswer refusal(int code, String message) {
      return new SessionAnswer(
          code, new String(Status.of(code, message).toJson(), UTF_8), Map.of());
    }
  }

  static SSLContext trusting(CertificateAuthority authority) {
    return ClientTls.context(
        new ReloadableTrustManager(List.of(authority.certificate())), MinimumTls.TLS_1_3);
  }

  void answerSession(SessionAnswer next) {
    answer = next;
  }

  int port() {
    return connector.getLocalPort();
  }

  LinkSettings settings() {
    return settings(port());
  }

  /** The settings of a link that goes through another port, a relay's for example. */
  static LinkSettings settings(int port) {
    return LinkSettings.of(
            "test",
            URI.create("https://localhost:" + port),
            "cluster-1",
            () -> "token-1",
            trusting(AUTHORITY))
        .withTimings(LinkTimings.DEFAULT.withRetry(Duration.ofMillis(10), Duration.ofMillis(100)));
  }

  List<Session> sessions() {
    return List.copyOf(http2.getBean(SessionContainer.class).getSessions());
  }

  /** Announces the end of one connection; completes when its streams have ended. */
  static CompletableFuture<Void> goAway(Session session) {
    return session.shutdown();
  }

  /** Ends a connection without a word, as a process that was killed. */
  void disconnect(Session session) {
    ((HTTP2Session) session).disconnect();
  }

  /** Sends text on every open watch. */
  void send(String text) {
    watches.values().forEach(response -> response.write(false, UTF_8.encode(text), Callback.NOOP));
  }

  /** Sends text on every open watch and ends it properly. */
  void sendLast(String text) {
    watches.values().forEach(response -> response.write(true, UTF_8.encode(text), Callback.NOOP));
  }

  long received(String path) {
    return received.stream().filter(request -> request.target().startsWith(path)).count();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  private final class Wire extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = request.getHttpURI().getPath();
      if (path.equals("/jetway/v1/session")) {
        sessionRequests.incrementAndGet();
      } else {
        received.add(
            new Received(
                request.getMethod(),
                request.getHttpURI().getPathQuery(),
                request.getHeaders().asImmutable()));
      }
      answer(path, request, response, callback);
      return true;
    }

    private void answer(String path, Request request, Response response, Callback callback) {
      switch (path) {
        case "/jetway/v1/session" -> session(response, callback);
        case "/echo" -> Content.copy(request, response, callback);
        case "/count" -> {
          // Reads all and answers with nothing.
          Content.Source.consumeAll(
              request, Callback.from(() -> response.write(true, null, callback)));
        }
        case "/watch" -> watch(request, response, callback);
        case "/bytes" -> bytes(request, response, callback);
        case "/hang" -> request.addFailureListener(_ -> ended.incrementAndGet());
        case "/broken" ->
            response.write(
                false,
                UTF_8.encode("half"),
                Callback.from(() -> reset(request, ErrorCode.INTERNAL_ERROR)));
        case "/unauthorized" -> Response.writeError(request, response, callback, 401);
        case "/refused" -> {
          if (refusals.getAndDecrement() > 0) {
            reset(request, ErrorCode.REFUSED_STREAM_ERROR);
          } else {
            Content.Sink.write(response, true, "taken", callback);
          }
        }
        default -> Response.writeError(request, response, callback, 404);
      }
    }

    private void session(Response response, Callback callback) {
      SessionAnswer now = answer;
      response.setStatus(now.code());
      now.headers().forEach(response.getHeaders()::put);
      Content.Sink.write(response, true, now.body(), callback);
    }

    private void watch(Request request, Response response, Callback callback) {
      request.addFailureListener(failure -> {
        watches.remove(request);
        ended.incrementAndGet();
        callback.failed(failure);
      });
      response.write(false, ByteBuffer.allocate(0), Callback.NOOP);
      watches.put(request, response);
    }

    private void bytes(Request request, Response response, Callback callback) {
      long count = Long.parseLong(request.getHttpURI().getQuery());
      response.getHeaders().put("Content-Length", count);
      new ByteFountain(response, count, callback).iterate();
    }

    private void reset(Request request, ErrorCode code) {
      HTTP2Connection connection =
          (HTTP2Connection) request.getConnectionMetaData().getConnection();
      int id = Integer.parseInt(request.getId());
      connection.getSession().getStream(id).reset(new ResetFrame(id, code.code), Callback.NOOP);
    }
  }
}
