package dev.jetway.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jetway.kube.HttpsServer;
import dev.jetway.kube.RawHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Http2LivenessTest {
  @Test
  void aStreamOfAPeerThatIsSilentlyGoneFails() throws Exception {
    try (HttpsServer server = HttpsServer.http2(watch());
        Relay relay = new Relay(server.port(), Duration.ZERO);
        Http2TestClient client = new Http2TestClient(server, relay.port(), FlowLimits.DEFAULT)) {
      client.watchLiveness(Duration.ofMillis(200), Duration.ofMillis(300));
      InputStream watch = client.get("/watch").getInputStream();
      assertThat(watch.read()).isEqualTo('x');
      relay.freeze();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(watch::read)
          .withMessageContaining("PING");
    }
  }

  private static Handler watch() {
    return new RawHandler((_, response, _) ->
        response.write(false, ByteBuffer.wrap(new byte[] {'x'}), Callback.NOOP));
  }
}
