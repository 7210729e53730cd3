package dev.jetway.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.HttpsServer;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** One HTTP/2 connection with a flow control of choice. */
final class Http2TestClient implements AutoCloseable {
  private final HttpClient http;
  private final FlowControlStrategy flowControl;
  private final URI base;

  Http2TestClient(HttpsServer server, int port, FlowLimits limits) throws Exception {
    this(server, port, limits, new AdaptiveFlowControl(limits, System::nanoTime));
  }

  Http2TestClient(HttpsServer server, int port, FlowLimits limits, FlowControlStrategy flowControl)
      throws Exception {
    this.flowControl = flowControl;
    ClientConnector connector = new ClientConnector();
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(server.clientContext());
    connector.setSslContextFactory(tls);
    HTTP2Client http2 = new HTTP2Client(connector);
    http2.setInitialStreamRecvWindow(limits.initialStreamWindow());
    http2.setInitialSessionRecvWindow(limits.sessionWindow());
    http2.setFlowControlStrategyFactory(() -> flowControl);
    http = new HttpClient(new HttpClientTransportOverHTTP2(http2));
    http.setMaxConnectionsPerDestination(1);
    http.setIdleTimeout(0);
    http.start();
    base = URI.create("https://127.0.0.1:" + port);
  }

  void watchLiveness(Duration interval, Duration deadline) {
    http.addBean(
        new Http2Liveness(http.getScheduler(), interval, deadline, RandomGenerator.getDefault()));
  }

  InputStreamResponseListener get(String path) throws Exception {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    http.newRequest(base.resolve(path)).send(listener);
    assertThat(listener.get(30, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    return listener;
  }

  long read(String path) throws Exception {
    return get(path).getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  AdaptiveFlowControl flowControl() {
    return (AdaptiveFlowControl) flowControl;
  }

  @Override
  public void close() {
    LifeCycle.stop(http);
  }
}
