package dev.jetway.certs;

import org.jspecify.annotations.Nullable;

/** What can be wrong with certificates that come from outside. The message is one line. */
public abstract sealed class CertificatesException extends RuntimeException
    permits InvalidPemException, CertificateStoreException {

  CertificatesException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " "), cause);
  }
}
