package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.apiserver.request.WebSocketHandshake.Verdict;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketHandshakeTest {
  @ParameterizedTest
  @ValueSource(strings = {"https://ui.example.org", "http://127.0.0.1:4466", "file://", "/", "*"})
  void anyOriginIsGood(String origin) {
    assertThat(judge(good().put(HttpHeader.ORIGIN, origin))).isEqualTo(accepted(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "ui.example.org", "://x"})
  void callerWithoutAnOriginIsForbidden(String origin) {
    assertThat(judge(good().put(HttpHeader.ORIGIN, origin)))
        .isEqualTo(new Verdict.Refused(403, ""));
    assertThat(judge(good().remove(HttpHeader.ORIGIN))).isEqualTo(new Verdict.Refused(403, ""));
  }

  @Test
  void oneSubprotocolOfAnyNameIsGranted() {
    assertThat(judge(good().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, " base64.binary.k8s.io ")))
        .isEqualTo(accepted("base64.binary.k8s.io"));
    assertThat(judge(good().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, "anything")))
        .isEqualTo(accepted("anything"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a, b", "a,", "base64.binary.k8s.io,binary.k8s.io"})
  void amongSeveralSubprotocolsNoneIsChosen(String subprotocols) {
    assertThat(judge(good().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, subprotocols)))
        .isEqualTo(new Verdict.Refused(400, ""));
  }

  @Test
  void keyAndVersionMustBeThere() {
    assertThat(judge(good().remove(HttpHeader.SEC_WEBSOCKET_KEY)))
        .isEqualTo(new Verdict.Refused(400, "mismatch challenge/response"));
    assertThat(judge(good().put(HttpHeader.SEC_WEBSOCKET_VERSION, "8")))
        .isEqualTo(new Verdict.Refused(400, "missing or bad WebSocket Version"));
    assertThat(judge(good().remove(HttpHeader.SEC_WEBSOCKET_VERSION)))
        .isEqualTo(new Verdict.Refused(400, "missing or bad WebSocket Version"));
  }

  private static HttpFields.Mutable good() {
    return HttpFields.build()
        .put(HttpHeader.SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==")
        .put(HttpHeader.SEC_WEBSOCKET_VERSION, "13")
        .put(HttpHeader.ORIGIN, "https://ui.example.org");
  }

  private static Verdict judge(HttpFields headers) {
    return WebSocketHandshake.judge(headers);
  }

  private static Verdict accepted(String subprotocol) {
    return new Verdict.Accepted(new WebSocketHandshake(subprotocol));
  }
}
