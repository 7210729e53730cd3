package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Watches over WebSocket, as a web UI opens them at the consumer's kube-apiserver. What they say is
 * compared in the scenario {@code websocket} of the differential test.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class WebSocketIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final Eventually AT_ONCE = Eventually.within(Duration.ofSeconds(1));
  private static final long PATIENCE = 30;
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";

  /** Not shared with others: the cache does not know this field. */
  private static final String UNSHARED =
      CLAIMS + "?watch=true&fieldSelector=spec.version%3D15&labelSelector=who%3D";

  private final Installation jetway;

  WebSocketIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void aClientThatGoesAwayEndsTheProvidersWatchAtOnce() throws Exception {
    long before = jetway.provider().auditLog().position();
    try (ApiClient admin = jetway.consumer().api()) {
      WebSocket socket = open(admin, UNSHARED + "socket-goes-away", new Closed());
      SOON.isTrue("the watch to begin at the provider", () -> stageSeen(before, "ResponseStarted"));
      assertThat(stageSeen(before, "ResponseComplete")).isFalse();
      socket.abort();
      AT_ONCE.isTrue(
          "the watch to end at the provider", () -> stageSeen(before, "ResponseComplete"));
    }
  }

  @Test
  void aConnectorThatEndsClosesItCleanly() throws Exception {
    Closed closed = new Closed();
    try (ApiClient admin = jetway.consumer().api()) {
      open(admin, CLAIMS + "?watch=true", closed);
      jetway.connector().process().stop();
      assertThat(closed.code.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(1000);
    } finally {
      jetway.connector().process().restart();
      jetway.connector().awaitAvailable("platform.example.org", "v1");
    }
  }

  @Test
  void aBrowsersTokenComesAmongTheSubprotocolsAndItsRightsCount() throws Exception {
    ControlPlane consumer = jetway.consumer();
    consumer.kubectl().output("create", "serviceaccount", "browser", "-n", "default");
    String token = consumer.access().token("default", "browser", Duration.ofMinutes(10));
    String bearer =
        "base64url.bearer.authorization.k8s.io."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(token.getBytes(StandardCharsets.UTF_8));
    try (ApiClient nobody =
        ApiClient.connect(
            consumer.server(), List.of(consumer.access().authority().certificate()))) {
      assertThatThrownBy(() -> open(nobody, CLAIMS + "?watch=true", new Closed(), bearer))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
      consumer
          .kubectl()
          .output(
              "create",
              "role",
              "watcher",
              "-n",
              "default",
              "--verb=watch",
              "--resource=postgresinstances.platform.example.org");
      consumer
          .kubectl()
          .output(
              "create",
              "rolebinding",
              "watcher",
              "-n",
              "default",
              "--role=watcher",
              "--serviceaccount=default:browser");
      SOON.passes(() -> {
        WebSocket socket = open(nobody, CLAIMS + "?watch=true", new Closed(), bearer);
        assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
        socket.abort();
      });
    } finally {
      consumer
          .kubectl()
          .run(
              "delete",
              "-n",
              "default",
              "serviceaccount/browser",
              "role/watcher",
              "rolebinding/watcher");
    }
  }

  private static WebSocket open(ApiClient client, String path, Closed closed, String... bearer) {
    WebSocket.Builder builder =
        client.http().newWebSocketBuilder().header("Origin", "https://ui.example.org");
    for (String each : bearer) {
      builder.subprotocols(each, "base64.binary.k8s.io");
    }
    URI uri = URI.create(client.request(path).build().uri().toString().replace("https:", "wss:"));
    CompletableFuture<WebSocket> opening = builder.buildAsync(uri, closed);
    try {
      return opening.get(PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening a watch", e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not opened in time", e);
    }
  }

  private boolean stageSeen(long since, String stage) {
    return !jetway
        .provider()
        .auditLog()
        .since(
            since,
            event -> event.requestUri().contains("socket-goes-away") && event.stage().equals(stage))
        .isEmpty();
  }

  /** Waits for the end. */
  private static final class Closed implements WebSocket.Listener {
    final CompletableFuture<Integer> code = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
      code.complete(statusCode);
      return CompletableFuture.completedFuture(reason);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      code.completeExceptionally(error);
    }
  }
}
