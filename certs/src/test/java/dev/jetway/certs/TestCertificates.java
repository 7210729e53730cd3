package dev.jetway.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates such as others make, or should not make; {@link CertificateAuthority} does not. */
final class TestCertificates {

  private TestCertificates() {}

  /** A self-signed authority of any name and kind of key. */
  static KeyMaterial authority(X500Principal name, String keyAlgorithm, Clock clock) {
    KeyPair keys = keys(keyAlgorithm);
    return make(name, keys, keys.getPrivate(), name, clock, Duration.ofDays(1), true);
  }

  /** An authority between the issuer and others. */
  static KeyMaterial intermediate(
      KeyMaterial issuer, Clock clock, Duration lifetime, KeyPurposeId... usages) {
    return make(
        subject(issuer),
        keys("EC"),
        issuer.key(),
        cn("intermediate"),
        clock,
        lifetime,
        true,
        usages);
  }

  /** An end entity with these extended key usages, or without the extension. */
  static KeyMaterial client(
      KeyMaterial issuer, String name, Clock clock, Duration lifetime, KeyPurposeId... usages) {
    return make(
        subject(issuer), keys("EC"), issuer.key(), cn(name), clock, lifetime, false, usages);
  }

  /** Whether the JDK finds a way to one of the authorities at this time. */
  static void requirePath(
      X509Certificate leaf, Collection<X509Certificate> authorities, Instant now)
      throws CertificateException {
    try {
      Set<TrustAnchor> anchors =
          authorities.stream()
              .map(authority -> new TrustAnchor(authority, null))
              .collect(Collectors.toSet());
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private static KeyMaterial make(
      X500Principal issuer,
      KeyPair keys,
      PrivateKey signer,
      X500Principal subject,
      Clock clock,
      Duration lifetime,
      boolean authority,
      KeyPurposeId... usages) {
    Instant now = clock.instant();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now),
              Date.from(now.plus(lifetime)),
              subject,
              keys.getPublic());
      if (authority) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      if (usages.length > 0) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages));
      }
      return new KeyMaterial(
          keys.getPrivate(),
          List.of(
              new JcaX509CertificateConverter()
                  .getCertificate(
                      builder.build(
                          new JcaContentSignerBuilder(KeyMaterial.signatureAlgorithm(signer))
                              .build(signer)))));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Principal subject(KeyMaterial material) {
    return material.certificate().getSubjectX500Principal();
  }

  private static X500Principal cn(String name) {
    return new X500Principal("CN=" + name);
  }

  private static KeyPair keys(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
