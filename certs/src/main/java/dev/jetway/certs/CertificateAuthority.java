package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A certificate authority that issues serving and client certificates, with a new ECDSA P-256 key
 * each. What it issues is valid from five minutes ago, for clocks that are behind, and never longer
 * than the authority itself. Safe for use by several threads.
 */
public final class CertificateAuthority {

  /** How long an authority lives unless told otherwise. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofDays(3650);

  /** X.520's limit of a common name. */
  private static final int MAX_COMMON_NAME = 64;

  private final KeyMaterial material;
  private final Clock clock;

  /**
   * An authority that exists already.
   *
   * @throws InvalidPemException when the certificate may not sign certificates
   */
  public CertificateAuthority(KeyMaterial material, Clock clock) {
    X509Certificate certificate = material.certificate();
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[5])) {
      throw new InvalidPemException(
          "certificate %s is not a certificate authority's"
              .formatted(certificate.getSubjectX500Principal()));
    }
    this.material = material;
    this.clock = clock;
  }

  /** A new authority of {@link #DEFAULT_LIFETIME}. */
  public static CertificateAuthority create(String name, Clock clock) {
    return create(name, DEFAULT_LIFETIME, clock);
  }

  /**
   * A new authority. Its common name is the given one and a random suffix, so that an authority and
   * its successor can be in one bundle without being taken for each other.
   *
   * @param name start of the common name, at most 47 characters
   */
  public static CertificateAuthority create(String name, Duration lifetime, Clock clock) {
    return new CertificateAuthority(Issuance.authority(name, lifetime, clock.instant()), clock);
  }

  /** The authority's certificate. */
  public X509Certificate certificate() {
    return material.certificate();
  }

  /** The authority's key and certificate, to be stored. */
  public KeyMaterial material() {
    return material;
  }

  /**
   * Issues a server's certificate: extended key usage {@code serverAuth}, all names as subject
   * alternative names.
   *
   * @throws IllegalStateException when the authority has expired
   */
  public KeyMaterial issueServing(ServerNames names, Duration lifetime) {
    String first =
        names.dnsNames().isEmpty()
            ? names.addresses().iterator().next().getHostAddress()
            : names.dnsNames().iterator().next();
    X500Name subject =
        commonName(first.substring(0, Math.min(MAX_COMMON_NAME, first.length()))).build();
    return issuance(subject, lifetime).serving(names);
  }

  /**
   * Issues a client's certificate, as kube-apiserver reads it: extended key usage {@code
   * clientAuth}.
   *
   * @param commonName the user's name, at most 64 characters
   * @param organizations the user's groups
   * @throws IllegalStateException when the authority has expired
   */
  public KeyMaterial issueClient(String commonName, List<String> organizations, Duration lifetime) {
    if (commonName.isBlank() || commonName.length() > MAX_COMMON_NAME) {
      throw new IllegalArgumentException(
          "common name must have 1 to 64 characters: '" + commonName + "'");
    }
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    for (String organization : organizations) {
      subject.addRDN(BCStyle.O, new DERUTF8String(organization));
    }
    subject.addRDN(BCStyle.CN, new DERUTF8String(commonName));
    return issuance(subject.build(), lifetime).endEntity(KeyPurposeId.id_kp_clientAuth);
  }

  private Issuance issuance(X500Name subject, Duration lifetime) {
    Instant now = clock.instant();
    if (!now.isBefore(certificate().getNotAfter().toInstant())) {
      throw new IllegalStateException(
          "certificate authority %s expired at %s"
              .formatted(
                  certificate().getSubjectX500Principal(),
                  certificate().getNotAfter().toInstant()));
    }
    return Issuance.by(material, subject, lifetime, now);
  }

  /** A value of type UTF8String, because Bouncy Castle gives a leading {@code #} a meaning. */
  static X500NameBuilder commonName(String value) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DERUTF8String(value));
  }
}
