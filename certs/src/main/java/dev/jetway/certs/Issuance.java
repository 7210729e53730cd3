package dev.jetway.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One certificate in the making: a new key, and Bouncy Castle's builder for its certificate. */
final class Issuance {

  /** How far the start of validity lies in the past, for peers whose clock is behind. */
  static final Duration BACKDATE = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final KeyPair subjectKeys;
  private final PrivateKey signingKey;
  private final X509v3CertificateBuilder builder;

  private Issuance(KeyPair subjectKeys, PrivateKey signingKey, X509v3CertificateBuilder builder) {
    this.subjectKeys = subjectKeys;
    this.signingKey = signingKey;
    this.builder = builder;
  }

  /** A new self-signed authority, which may sign end entities only. */
  static KeyMaterial authority(String name, Duration lifetime, Instant now) {
    BigInteger serial = serial();
    String suffix = HexFormat.of().formatHex(serial.toByteArray(), 0, 8);
    X500Name subject = CertificateAuthority.commonName(name + "-" + suffix).build();
    KeyPair keys = newKeys();
    Instant start = now.truncatedTo(ChronoUnit.SECONDS);
    Issuance issuance =
        new Issuance(
            keys,
            keys.getPrivate(),
            builder(subject, serial, start.minus(BACKDATE), start.plus(lifetime), subject, keys));
    try {
      SubjectKeyIdentifier id = issuance.subjectKeyIdentifier();
      issuance
          .builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(Extension.subjectKeyIdentifier, false, id);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("could not build certificate: " + e.getMessage(), e);
    }
    return issuance.sign();
  }

  /** A certificate that the authority signs. */
  static Issuance by(KeyMaterial authority, X500Name subject, Duration lifetime, Instant now) {
    X509Certificate issuer = authority.certificate();
    Instant start = now.truncatedTo(ChronoUnit.SECONDS);
    Instant notBefore = latest(start.minus(BACKDATE), issuer.getNotBefore().toInstant());
    Instant notAfter = earliest(start.plus(lifetime), issuer.getNotAfter().toInstant());
    KeyPair keys = newKeys();
    X500Name issuerName = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
    Issuance issuance =
        new Issuance(
            keys,
            authority.key(),
            builder(issuerName, serial(), notBefore, notAfter, subject, keys));
    try {
      issuance
          .builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.subjectKeyIdentifier, false, issuance.subjectKeyIdentifier())
          .addExtension(Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(issuer));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("could not build certificate: " + e.getMessage(), e);
    }
    return issuance;
  }

  /** Finishes the certificate of a server. */
  KeyMaterial serving(ServerNames names) {
    List<GeneralName> alternatives = new ArrayList<>();
    for (String name : names.dnsNames()) {
      alternatives.add(new GeneralName(GeneralName.dNSName, name));
    }
    for (InetAddress address : names.addresses()) {
      alternatives.add(
          new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())));
    }
    try {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(GeneralName[]::new)));
    } catch (IOException e) {
      throw new IllegalStateException("could not build certificate: " + e.getMessage(), e);
    }
    return endEntity(KeyPurposeId.id_kp_serverAuth);
  }

  /** Finishes a certificate of one purpose. */
  KeyMaterial endEntity(KeyPurposeId purpose) {
    try {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    } catch (IOException e) {
      throw new IllegalStateException("could not build certificate: " + e.getMessage(), e);
    }
    return sign();
  }

  private KeyMaterial sign() {
    try {
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder(KeyMaterial.signatureAlgorithm(signingKey))
                          .build(signingKey)));
      return new KeyMaterial(subjectKeys.getPrivate(), List.of(certificate));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("could not sign certificate: " + e.getMessage(), e);
    }
  }

  private SubjectKeyIdentifier subjectKeyIdentifier() throws GeneralSecurityException {
    return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(subjectKeys.getPublic());
  }

  /** The issuer's own identifier, which in an authority of another maker may be any bytes. */
  private static AuthorityKeyIdentifier authorityKeyIdentifier(X509Certificate issuer)
      throws GeneralSecurityException {
    SubjectKeyIdentifier id =
        SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(issuer).getExtensions());
    return id == null
        ? new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey())
        : new AuthorityKeyIdentifier(id.getKeyIdentifier());
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      BigInteger serial,
      Instant notBefore,
      Instant notAfter,
      X500Name subject,
      KeyPair keys) {
    return new X509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(notBefore),
        Date.from(notAfter),
        subject,
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make a P-256 key: " + e.getMessage(), e);
    }
  }

  /** Positive, 16 bytes: Go refuses negative ones, and RFC 5280 more than 20 bytes. */
  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earliest(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
