package dev.jetway.certs;

import java.util.Comparator;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;

/** The oldest TLS version that is spoken. */
public enum MinimumTls {
  /** TLS 1.3 only: between parts of the product. */
  TLS_1_3,
  /** TLS 1.2 too, with forward secrecy and AEAD ciphers only: for API servers and their callers. */
  TLS_1_2;

  /** Sets protocols, and of the enabled cipher suites those with AEAD, AES-128-GCM first. */
  void apply(SSLParameters parameters) {
    parameters.setProtocols(protocols());
    parameters.setCipherSuites(
        Stream.of(parameters.getCipherSuites())
            .filter(MinimumTls::isModern)
            .sorted(Comparator.comparing(suite -> !suite.contains("AES_128_GCM")))
            .toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
  }

  private String[] protocols() {
    return switch (this) {
      case TLS_1_3 -> new String[] {"TLSv1.3"};
      case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
    };
  }

  private static boolean isModern(String suite) {
    boolean authenticated = suite.contains("_GCM_") || suite.contains("_CHACHA20_");
    return authenticated && (suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_"));
  }
}
