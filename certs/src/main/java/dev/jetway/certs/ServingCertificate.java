package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A server's key material together with the authorities that its clients are to trust at this
 * moment.
 *
 * @param material what the server presents
 * @param authorities the issuing authority first, then its announced successor, then former ones
 *     whose certificates may still be in use
 */
public record ServingCertificate(KeyMaterial material, List<X509Certificate> authorities) {

  /** Copies the list. */
  public ServingCertificate {
    authorities = List.copyOf(authorities);
  }

  /** The authorities as PEM, for {@code caBundle} and {@code certificate-authority-data}. */
  public String bundle() {
    return Pem.encode(authorities);
  }
}
