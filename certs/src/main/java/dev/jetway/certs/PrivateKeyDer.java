package dev.jetway.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The three encodings of private keys that are met in PEM files, as keys of the JDK's providers.
 */
final class PrivateKeyDer {

  private PrivateKeyDer() {}

  /**
   * @param label the PEM label, such as {@code EC PRIVATE KEY}
   * @throws GeneralSecurityException when the bytes are not what the label says, or the key is of a
   *     kind that the JDK does not know
   */
  static PrivateKey decode(String label, byte[] der) throws GeneralSecurityException {
    if (der.length == 0) {
      throw new InvalidKeySpecException("it is empty");
    }
    PrivateKeyInfo info = info(label, der);
    try {
      return KeyFactory.getInstance(algorithm(info))
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (IOException e) {
      throw new InvalidKeySpecException(e.getMessage(), e);
    }
  }

  private static PrivateKeyInfo info(String label, byte[] der) throws InvalidKeySpecException {
    try {
      return switch (label) {
        case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(der);
        case "EC PRIVATE KEY" -> elliptic(ECPrivateKey.getInstance(der));
        case "RSA PRIVATE KEY" ->
            new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                RSAPrivateKey.getInstance(der));
        default -> throw new InvalidKeySpecException("keys of this kind are not supported");
      };
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle fails in many ways, such as NoSuchElementException where a part is missing.
      throw new InvalidKeySpecException("its structure is not a key's", e);
    }
  }

  private static PrivateKeyInfo elliptic(ECPrivateKey key)
      throws IOException, InvalidKeySpecException {
    if (key.getParametersObject() == null) {
      throw new InvalidKeySpecException("it does not name its curve");
    }
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  private static String algorithm(PrivateKeyInfo info) throws InvalidKeySpecException {
    ASN1ObjectIdentifier id = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    throw new InvalidKeySpecException("key algorithm %s is not supported".formatted(id));
  }
}
