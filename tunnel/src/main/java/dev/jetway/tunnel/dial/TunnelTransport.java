package dev.jetway.tunnel.dial;

import java.time.Duration;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How the dialing side speaks HTTP/2: what of Jetty's defaults would break a tunnel, and what it is
 * set to.
 */
final class TunnelTransport {
  private static final int FRAME_BYTES = 64 * 1024;
  private static final int BUFFER_BYTES = 128 * 1024;
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
    client.setMaxFrameSize(FRAME_BYTES);
    client.setInputBufferSize(BUFFER_BYTES);
    client.setMaxRequestHeadersSize(HEADER_BYTES);
    client.setMaxResponseHeadersSize(HEADER_BYTES);
    client.setMaxConcurrentPushedStreams(0);
    return client;
  }
}
