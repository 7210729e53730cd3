package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no HTTP client sends, byte by byte over TLS and HTTP/1.1. */
class RawRequestsTest {
  private final RunningServer running = new RunningServer();

  RawRequestsTest() throws Exception {}

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void hostNeedNotBeTheNameOfTheHandshake() throws Exception {
    String answer =
        exchange(
            "GET "
                + DATABASES
                + "/x HTTP/1.1\r\nHost: 10.96.0.7:443\r\nX-Remote-User: ada\r\n"
                + "Connection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("{\"kind\":\"Database\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /apis/x y HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /apis/\u0001 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /apis HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /apis HTTP/1.1\r\n\r\n",
        "GET /apis HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "GET /apis HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET apis HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\nConnection: close\r\n\r\n",
        "GET //apis HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\nConnection: close\r\n\r\n",
        "TRACE /apis HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\nConnection: close\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nX-Remote-User: ada\r\nConnection: close\r\n\r\n"
      })
  void brokenRequestsAreRefusedWithAStatus(String request) throws Exception {
    String answer = exchange(request);
    assertThat(answer)
        .matches("(?s)HTTP/1\\.1 (4..|505) .*")
        .containsIgnoringCase("content-type: application/json")
        .contains("\"kind\":\"Status\"")
        .doesNotContain("<html", "jetty", "org.eclipse");
    assertThat(running.backend.requests()).isEmpty();
  }

  @Test
  void headersOverAMebibyteAreRefusedWithAStatus() throws Exception {
    String answer =
        exchange(
            "GET /apis HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(1100 * 1024) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"kind\":\"Status\"");
  }

  /** With kube-apiserver's certificate, and the Service's name in the handshake. */
  private String exchange(String request) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            running
                .tls(Optional.of(running.pki.frontProxy("front-proxy")))
                .getSocketFactory()
                .createSocket("127.0.0.1", running.server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("jetway.jetway-system.svc")));
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout((int) RunningServer.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return answer(socket.getInputStream());
    }
  }

  /** Up to the end of the object in its body: after a refused CONNECT the connection stays. */
  private static String answer(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      answer.append((char) c);
      if (c == '\n' && answer.length() > 1 && answer.charAt(answer.length() - 2) == '}') {
        break;
      }
    }
    return answer.toString();
  }
}
