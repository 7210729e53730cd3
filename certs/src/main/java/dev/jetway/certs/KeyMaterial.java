package dev.jetway.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.util.List;

/**
 * A private key and the certificates that speak for it. The key is never part of {@link
 * #toString()}.
 *
 * @param key the private key of the first certificate
 * @param chain the key's own certificate first, then intermediates; the root may be left out
 */
public record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {

  /**
   * @throws InvalidPemException when the key is not the first certificate's: the mark of a pair of
   *     files of which only one was replaced
   */
  public KeyMaterial {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new InvalidPemException("certificate chain is empty");
    }
    if (!belongTogether(key, chain.getFirst())) {
      throw new InvalidPemException(
          "private key is not the key of certificate "
              + chain.getFirst().getSubjectX500Principal());
    }
  }

  /**
   * Reads a pair as kubeconfigs and Secrets hold it; both may be the same text.
   *
   * @throws InvalidPemException when one is damaged, or they do not belong together
   */
  public static KeyMaterial parse(String certificatePem, String keyPem) {
    return new KeyMaterial(Pem.privateKey(keyPem), Pem.certificates(certificatePem));
  }

  /**
   * Reads a pair of files; both may be the same file.
   *
   * @throws InvalidPemException when one is missing or damaged, or they do not belong together
   */
  public static KeyMaterial read(Path certificateFile, Path keyFile) {
    return new KeyMaterial(Pem.privateKey(keyFile), Pem.certificates(certificateFile));
  }

  /** The key's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The chain as PEM, {@code tls.crt} of a Secret. */
  public String certificatePem() {
    return Pem.encode(chain);
  }

  /** The key as PKCS#8 PEM, {@code tls.key} of a Secret. */
  public String keyPem() {
    return Pem.encode(key);
  }

  @Override
  public String toString() {
    X509Certificate leaf = certificate();
    return "KeyMaterial[subject=%s, serial=%x, notAfter=%s]"
        .formatted(
            leaf.getSubjectX500Principal(), leaf.getSerialNumber(), leaf.getNotAfter().toInstant());
  }

  /** The algorithm that a key of this kind signs with. */
  static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default ->
          key instanceof EdECKey edwards ? edwards.getParams().getName() : key.getAlgorithm();
    };
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
    byte[] message = "jetway".getBytes(US_ASCII);
    try {
      Signature signer = Signature.getInstance(signatureAlgorithm(key));
      signer.initSign(key);
      signer.update(message);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(message);
      return signer.verify(signature);
    } catch (GeneralSecurityException _) {
      return false; // keys of two algorithms or curves
    }
  }
}
