package dev.jetway.tunnel.dial;

import dev.jetway.kube.http2.AdaptiveFlowControl;
import dev.jetway.kube.http2.FlowLimits;
import java.time.Duration;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How the dialing side speaks HTTP/2: what of Jetty's defaults would break or slow a tunnel, and
 * what it is set to.
 *
 * <pre>
 * session credit on reading        two streams that nobody reads freeze the connection; on arrival
 * 16 KiB frames and buffers        64 KiB frames, 128 KiB buffers: a quarter less CPU a byte
 * 8 KiB of headers                 64 KiB: a user may be in hundreds of groups
 * idle timeouts of 30 s            none: watches are silent for hours, the heartbeat looks after them
 * pushed streams                   none
 * 64 KiB as the pooled buffer      256 KiB
 * </pre>
 */
final class TunnelTransport {
  private static final int FRAME_BYTES = 64 * 1024;
  static final int BUFFER_BYTES = 128 * 1024;
  private static final int HEADER_BYTES = 64 * 1024;

  private TunnelTransport() {}

  static HTTP2Client client(LinkSettings settings) {
    QueuedThreadPool threads = new QueuedThreadPool(16, 1);
    threads.setName("link-" + settings.name());
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    connector.setSslContextFactory(new GatewayTls(settings));
    connector.setByteBufferPool(new ArrayByteBufferPool(0, 4096, 2 * BUFFER_BYTES));
    // The heartbeat tells whether somebody is there; silence alone says nothing.
    connector.setIdleTimeout(Duration.ZERO);
    HTTP2Client client = new HTTP2Client(connector);
    client.setStreamIdleTimeout(-1);
    FlowLimits limits = FlowLimits.DEFAULT;
    client.setFlowControlStrategyFactory(AdaptiveFlowControl.factory(limits));
    client.setInitialStreamRecvWindow(limits.initialStreamWindow());
    client.setInitialSessionRecvWindow(limits.sessionWindow());
    client.setMaxFrameSize(FRAME_BYTES);
    client.setInputBufferSize(BUFFER_BYTES);
    client.setMaxRequestHeadersSize(HEADER_BYTES);
    client.setMaxResponseHeadersSize(HEADER_BYTES);
    client.setMaxConcurrentPushedStreams(0);
    return client;
  }
}
