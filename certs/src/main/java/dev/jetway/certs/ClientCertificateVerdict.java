package dev.jetway.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** What a client's certificate is worth at this moment. */
public sealed interface ClientCertificateVerdict {

  /**
   * The certificate is good. What its holder may do is another question: a front proxy's name must
   * still be an allowed one.
   *
   * @param commonName the subject's last CN, empty where it has none
   * @param organizations the subject's O values in their order
   * @param certificate the client's own certificate
   */
  record Verified(String commonName, List<String> organizations, X509Certificate certificate)
      implements ClientCertificateVerdict {

    /** Copies the list. */
    public Verified {
      organizations = List.copyOf(organizations);
    }

    /** The subject only: a certificate's own text has dozens of lines. */
    @Override
    public String toString() {
      return "Verified[commonName=%s, organizations=%s]".formatted(commonName, organizations);
    }

    /** The certificate's SHA-256 in lower-case hex, as kube-apiserver's credential id has it. */
    public String sha256() {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
        throw new IllegalStateException("could not hash a certificate: " + e.getMessage(), e);
      }
    }
  }

  /**
   * The certificate proves nothing: the request is to be answered with 401.
   *
   * @param reason one line for the log, which may hold the subject, but is not meant for the caller
   */
  record Refused(String reason) implements ClientCertificateVerdict {}
}
