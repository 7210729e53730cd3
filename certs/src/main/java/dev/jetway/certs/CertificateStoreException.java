package dev.jetway.certs;

import org.jspecify.annotations.Nullable;

/** A {@link CertificateStore} that could not be read or written, or that holds damaged data. */
public final class CertificateStoreException extends CertificatesException {

  /**
   * @param message what could not be done, without key material
   * @param cause the store's own failure, where there is one
   */
  public CertificateStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
