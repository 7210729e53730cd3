package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  private String exchange(String request) throws IOException {
    try (RawConnection connection = new RawConnection(running)) {
      connection.write(request);
      return answer(connection);
    }
  }

  /** Up to the end of the object in its body: after a refused CONNECT the connection stays. */
  private static String answer(RawConnection in) throws IOException {
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
