package dev.jetway.kube;

import java.util.function.Supplier;

/** As whom a client comes to an API server. No text form ever shows a secret. */
public sealed interface ApiCredentials {
  /** As nobody. */
  record Anonymous() implements ApiCredentials {}

  /**
   * With a bearer token.
   *
   * @param token asked before every request, by several threads; must answer from memory most of
   *     the time. Where it throws, the request is not sent.
   */
  record Bearer(Supplier<String> token) implements ApiCredentials {
    /** With a token that never changes. */
    public static Bearer of(String token) {
      return new Bearer(() -> token);
    }

    @Override
    public String toString() {
      return "Bearer[token=...]";
    }
  }

  /**
   * With a client certificate.
   *
   * @param certificatePem the chain, the client's own first
   * @param keyPem its private key
   */
  record ClientCertificate(String certificatePem, String keyPem) implements ApiCredentials {
    @Override
    public String toString() {
      return "ClientCertificate[key=...]";
    }
  }
}
