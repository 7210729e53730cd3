package dev.jetway.certs;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The way from a client's certificate to a trusted authority, found by the rules of Go's {@code
 * x509.Certificate.Verify} with {@code KeyUsages: ClientAuth}. Beyond what the JDK's PKIX builder
 * checks those ask that the authority itself is valid and may sign, and that no certificate of the
 * path names extended key usages without {@code clientAuth}; naming none allows all.
 *
 * @param certificates from the client's certificate to the authority, both included
 */
record ClientCertificatePath(List<X509Certificate> certificates) {

  private static final Set<String> CLIENT_USAGES =
      Set.of("1.3.6.1.5.5.7.3.2" /* clientAuth */, "2.5.29.37.0" /* any */);

  /** The longest path from a client to its authority; Go's clients rarely send more than one. */
  private static final int MAX_INTERMEDIATES = 5;

  static ClientCertificatePath find(
      List<X509Certificate> chain, Collection<X509Certificate> authorities, Instant now)
      throws NotFound {
    if (chain.isEmpty()) {
      throw new NotFound("no client certificate");
    }
    X509Certificate client = chain.getFirst();
    requireValid(client, now);
    requireClientUsage(client);
    Set<TrustAnchor> anchors =
        authorities.stream()
            .filter(authority -> isValid(authority, now) && maySign(authority))
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    if (anchors.isEmpty()) {
      throw new NotFound("there is no valid certificate authority to trust");
    }
    ClientCertificatePath path = new ClientCertificatePath(build(chain, anchors, now));
    for (X509Certificate certificate : path.certificates()) {
      requireClientUsage(certificate);
    }
    return path;
  }

  /** When the first certificate of the path expires. */
  Instant notAfter() {
    return certificates.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  ClientCertificateVerdict.Verified verified() {
    X509Certificate client = certificates.getFirst();
    X500Name subject = X500Name.getInstance(client.getSubjectX500Principal().getEncoded());
    List<String> commonNames = values(subject, BCStyle.CN);
    return new ClientCertificateVerdict.Verified(
        commonNames.isEmpty() ? "" : commonNames.getLast(), values(subject, BCStyle.O), client);
  }

  private static List<X509Certificate> build(
      List<X509Certificate> chain, Set<TrustAnchor> anchors, Instant now) throws NotFound {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(MAX_INTERMEDIATES);
      var result =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      result.getCertPath().getCertificates().forEach(step -> path.add((X509Certificate) step));
      path.add(result.getTrustAnchor().getTrustedCert());
      return List.copyOf(path);
    } catch (CertPathBuilderException e) {
      throw new NotFound(
          "no path from %s to a trusted certificate authority: %s"
              .formatted(chain.getFirst().getSubjectX500Principal(), e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not verify a certificate: " + e.getMessage(), e);
    }
  }

  private static void requireValid(X509Certificate client, Instant now) throws NotFound {
    if (!isValid(client, now)) {
      throw new NotFound(
          "certificate %s is valid from %s to %s only"
              .formatted(
                  client.getSubjectX500Principal(),
                  client.getNotBefore().toInstant(),
                  client.getNotAfter().toInstant()));
    }
  }

  private static void requireClientUsage(X509Certificate certificate) throws NotFound {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      if (usages != null && usages.stream().noneMatch(CLIENT_USAGES::contains)) {
        throw new NotFound(
            "certificate %s is not for client authentication: its extended key usage is %s"
                .formatted(certificate.getSubjectX500Principal(), usages));
      }
    } catch (CertificateParsingException e) {
      throw new NotFound("could not read the extended key usage: " + e.getMessage());
    }
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private static boolean maySign(X509Certificate authority) {
    boolean[] usage = authority.getKeyUsage();
    return (authority.getVersion() < 3 || authority.getBasicConstraints() >= 0)
        && (usage == null || usage[5]);
  }

  private static List<String> values(X500Name name, ASN1ObjectIdentifier type) {
    List<String> values = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (attribute.getType().equals(type) && attribute.getValue() instanceof ASN1String value) {
          values.add(value.getString());
        }
      }
    }
    return values;
  }

  /** There is no such path. The way out of the search, never seen outside this package. */
  static final class NotFound extends Exception {

    private final String reason;

    private NotFound(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
