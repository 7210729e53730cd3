package dev.jetway.tunnel.dial;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP proxy to connect further: the {@code CONNECT} of RFC 9110, section 9.3.6. */
final class ProxyConnect {
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: ([^\\r\\n]*))?");

  private ProxyConnect() {}

  /**
   * After it, the socket is one to the gateway.
   *
   * @throws DialFailure if the proxy refuses, or does not answer in time
   */
  static void through(ProxySettings.Proxy proxy, Socket socket, String authority, Duration within)
      throws DialFailure {
    String what = "the proxy " + proxy;
    try {
      socket.setSoTimeout(Math.toIntExact(within.toMillis()));
      socket.getOutputStream().write(request(proxy, authority).getBytes(StandardCharsets.UTF_8));
      String answer = readHead(socket.getInputStream());
      socket.setSoTimeout(0);
      check(what, authority, answer);
    } catch (SocketTimeoutException e) {
      throw new DialFailure(what + " does not answer the request to connect to " + authority, e);
    } catch (IOException e) {
      throw new DialFailure(
          what + " broke the connection to " + authority + ": " + DialReasons.brief(e), e);
    }
  }

  private static String request(ProxySettings.Proxy proxy, String authority) {
    String authorization =
        proxy
            .credentials()
            .map(c -> c.user() + ":" + c.password())
            .map(pair -> pair.getBytes(StandardCharsets.UTF_8))
            .map(bytes -> Base64.getEncoder().encodeToString(bytes))
            .map(basic -> "Proxy-Authorization: Basic " + basic + "\r\n")
            .orElse("");
    return "CONNECT "
        + authority
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\nUser-Agent: jetway\r\n"
        + authorization
        + "\r\n";
  }

  /** Byte by byte, because what follows the head belongs to TLS. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("it hung up");
      }
      head.append((char) b);
      if (head.length() > MOST_HEADER_BYTES) {
        throw new IOException("its answer has too many headers");
      }
    }
    return head.toString();
  }

  private static void check(String what, String authority, String answer) throws DialFailure {
    Matcher status = STATUS.matcher(answer);
    if (!status.lookingAt()) {
      throw new DialFailure(what + " does not speak HTTP: check HTTPS_PROXY");
    }
    String code = status.group(1);
    if (code.equals("407")) {
      throw new DialFailure(
          what + " wants other credentials (407): check user and password in HTTPS_PROXY");
    }
    if (!code.startsWith("2")) {
      throw new DialFailure(
          what
              + " refuses to connect to "
              + authority
              + " ("
              + answer.substring(status.start(1), status.end()).strip()
              + ")");
    }
  }
}
