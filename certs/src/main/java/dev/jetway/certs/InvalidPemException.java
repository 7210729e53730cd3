package dev.jetway.certs;

import org.jspecify.annotations.Nullable;

/** PEM text that is not what it was given as: the message says which part is wrong and why. */
public final class InvalidPemException extends CertificatesException {

  InvalidPemException(String message) {
    this(message, null);
  }

  InvalidPemException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
