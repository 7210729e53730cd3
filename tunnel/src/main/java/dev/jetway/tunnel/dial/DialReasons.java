package dev.jetway.tunnel.dial;

import dev.jetway.kube.Status;
import dev.jetway.tunnel.TunnelToken;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in a sentence why a connection could not be made, and what a person can do about it. */
final class DialReasons {
  private DialReasons() {}

  /** The host has no address. */
  static String unknownHost(String host) {
    return "the name \"" + host + "\" has no address in DNS: check the gateway's address";
  }

  /** TCP could not connect; {@code what} is the gateway or the proxy, with its address. */
  static String unreachable(String what, Throwable failure) {
    return switch (failure) {
      case SocketTimeoutException _ ->
          what + " does not answer: check its address, and that a firewall lets us out to it";
      case NoRouteToHostException _ -> "there is no route to " + what;
      case ConnectException _ ->
          what + " refuses connections: check the port, and that it is running";
      default -> "could not connect to " + what + ": " + brief(failure);
    };
  }

  /** TLS or the beginning of HTTP/2 failed. */
  static String tls(String host, String authority, Throwable failure) {
    if (in(failure, CertificateExpiredException.class).isPresent()) {
      return "the certificate of " + authority + " has expired, or the clock here is wrong";
    }
    if (in(failure, CertificateNotYetValidException.class).isPresent()) {
      return "the certificate of " + authority + " is not valid yet, or the clock here is wrong";
    }
    if (in(failure, CertPathBuilderException.class).isPresent()) {
      return "the certificate of "
          + authority
          + " is not signed by an authority of the connection's CA bundle: check the bundle, and"
          + " that nothing on the way opens TLS";
    }
    Optional<CertificateException> wrong = in(failure, CertificateException.class);
    if (wrong.isPresent()) {
      return "the certificate of " + authority + " is not for " + host + ": " + brief(wrong.get());
    }
    if (in(failure, SSLException.class).isPresent()) {
      return "TLS with "
          + authority
          + " failed, is it a gateway that speaks TLS 1.3 and HTTP/2? "
          + brief(failure);
    }
    if (in(failure, ClosedChannelException.class).isPresent()) {
      return authority + " closed the connection during the TLS handshake: is it a gateway?";
    }
    return "could not speak HTTP/2 with " + authority + ": " + brief(failure);
  }

  /** Whether what failed in TLS is the far end's certificate. */
  static boolean isCertificate(Throwable failure) {
    return in(failure, CertificateException.class).isPresent()
        || in(failure, CertPathBuilderException.class).isPresent();
  }

  /** Nothing came within the time. */
  static String silent(String authority) {
    return authority + " accepts connections but does not answer: is it a gateway?";
  }

  /** The gateway answered the session request with something else than 200. */
  static String refused(int code, byte[] body) {
    Optional<Status> status = Status.parse(body);
    if (status.filter(it -> it.reason().equals(TunnelToken.BOOTSTRAP_ONLY)).isPresent()) {
      return "the token is a bootstrap token, which opens no tunnel (403): use it in the Secret of a"
          + " ClusterConnection, where it is exchanged, or give this connector a token of"
          + " \"kubectl create token\"";
    }
    String said =
        status
            .map(Status::message)
            .filter(message -> !message.isBlank())
            .map(message -> ": " + message)
            .orElse("");
    return switch (code) {
      case 401 ->
          "the gateway does not accept the token (401"
              + said
              + "): connect this cluster again with a new token";
      case 403 ->
          "the gateway has not enrolled this cluster (403"
              + said
              + "): enrol its ServiceAccount at the control plane";
      case 409 ->
          "another cluster uses this cluster's id or token (409"
              + said
              + "): give each cluster a token of its own";
      case 426 ->
          "the gateway speaks another version of the tunnel's protocol (426"
              + said
              + "): bring both ends to the same release";
      case 429 -> "the gateway takes no more connections at the moment (429" + said + ")";
      case 503 -> "the gateway is not ready (503" + said + ")";
      default -> "the gateway answers the session request with " + code + said;
    };
  }

  /** What a failure says, or its name if it says nothing. */
  static String brief(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  private static <T extends Throwable> Optional<T> in(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
