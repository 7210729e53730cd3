package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ConnectHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyTest {
  @Test
  void aProxySeesNothingButTheAddress() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Server proxy = new Server();
    ServerConnector connector = new ServerConnector(proxy);
    connector.setHost("127.0.0.1");
    proxy.addConnector(connector);
    proxy.setHandler(
        new ConnectHandler() {
          @Override
          protected void handleConnect(
              Request request, Response response, Callback callback, String address) {
            seen.add(request.getMethod() + " " + address + " " + request.getHeaders());
            super.handleConnect(request, response, callback, address);
          }
        });
    proxy.start();
    Handler protocol =
        new RawHandler((request, response, callback) ->
            Content.Sink.write(
                response,
                true,
                "{\"v\":\"" + request.getConnectionMetaData().getProtocol() + "\"}",
                callback));
    try (HttpsServer server = HttpsServer.http2(protocol)) {
      ApiServerEndpoint direct = server.endpoint(ApiCredentials.Bearer.of("secret"));
      ApiServerEndpoint proxied =
          new ApiServerEndpoint(
              "proxied",
              direct.server(),
              direct.caPem(),
              direct.tlsServerName(),
              direct.credentials(),
              Optional.of(URI.create("http://127.0.0.1:" + connector.getLocalPort())));
      try (ApiServerClient client = new ApiServerClient(proxied)) {
        assertThat(client.get("/x").path("v").asText()).isEqualTo("HTTP/2.0");
        assertThat(client.get("/x").path("v").asText()).isEqualTo("HTTP/2.0");
      }
      assertThat(seen).hasSize(1);
      assertThat(seen.getFirst())
          .startsWith("CONNECT 127.0.0.1:" + server.port())
          .doesNotContain("secret");
    } finally {
      LifeCycle.stop(proxy);
    }
  }
}
