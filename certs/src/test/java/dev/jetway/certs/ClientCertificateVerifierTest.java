package dev.jetway.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.ClientCertificateVerdict.Refused;
import dev.jetway.certs.ClientCertificateVerdict.Verified;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class ClientCertificateVerifierTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final SettableClock clock = new SettableClock();
  private final CertificateAuthority authority = CertificateAuthority.create("front-proxy", clock);
  private final CertificateAuthority other = CertificateAuthority.create("front-proxy", clock);
  private final KeyMaterial client =
      authority.issueClient("front-proxy-client", List.of("system:masters", "a, b+c"), DAY);
  private final ClientCertificateVerifier verifier =
      new ClientCertificateVerifier(List.of(authority.certificate()), clock);

  @Test
  void goodCertificateTellsItsSubject() {
    var verdict = (Verified) verifier.verify(client.chain());

    assertThat(verdict.commonName()).isEqualTo("front-proxy-client");
    assertThat(verdict.organizations()).containsExactly("system:masters", "a, b+c");
    assertThat(verdict.certificate()).isEqualTo(client.certificate());
    assertThat(verdict.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void verdictIsRemembered() {
    assertThat(verifier.verify(client.chain())).isSameAs(verifier.verify(client.chain()));
  }

  @Test
  void noCertificateIsRefused() {
    assertThat(verifier.verify(List.of())).isEqualTo(new Refused("no client certificate"));
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() {
    assertThat(refusal(other.issueClient("front-proxy-client", List.of(), DAY)))
        .contains("no path from CN=front-proxy-client to a trusted certificate authority");
  }

  @Test
  void authorityOfTheSameNameWithAnotherKeyIsRefused() {
    KeyMaterial forged =
        TestCertificates.authority(authority.certificate().getSubjectX500Principal(), "EC", clock);

    assertThat(refusal(new CertificateAuthority(forged, clock).issueClient("x", List.of(), DAY)))
        .contains("no path from CN=x");
  }

  @Test
  void selfSignedCertificateIsRefused() {
    assertThat(refusal(other.material())).contains("no path");
  }

  @Test
  void expiredCertificateIsRefusedAlsoWhenItWasRemembered() {
    assertThat(verifier.verify(client.chain())).isInstanceOf(Verified.class);

    clock.advance(DAY.plusSeconds(2));

    assertThat(refusal(client)).contains("is valid from");
  }

  @Test
  void certificateOfTheFutureIsRefusedUntilItsTime() {
    SettableClock ahead = new SettableClock();
    ahead.advance(Duration.ofHours(1));
    KeyMaterial early =
        new CertificateAuthority(authority.material(), ahead).issueClient("x", List.of(), DAY);
    assertThat(refusal(early)).contains("is valid from");

    clock.advance(Duration.ofHours(1));

    assertThat(verifier.verify(early.chain())).isInstanceOf(Verified.class);
  }

  @Test
  void authorityThatHasExpiredIsNotTrusted() {
    CertificateAuthority shortLived = CertificateAuthority.create("short", DAY, clock);
    KeyMaterial outliving =
        TestCertificates.client(shortLived.material(), "x", clock, DAY.multipliedBy(2));
    verifier.replaceAuthorities(List.of(shortLived.certificate()));
    assertThat(verifier.verify(outliving.chain())).isInstanceOf(Verified.class);

    clock.advance(DAY.plusSeconds(2));

    assertThat(refusal(outliving)).contains("no valid certificate authority");
  }

  @Test
  void certificateOfAServerIsRefused() {
    assertThat(refusal(authority.issueServing(ServerNames.of("a.example"), DAY)))
        .contains("is not for client authentication");
  }

  @Test
  void certificateWithoutExtendedKeyUsageIsGood() {
    KeyMaterial plain = TestCertificates.client(authority.material(), "plain", clock, DAY);

    assertThat(verifier.verify(plain.chain())).isInstanceOf(Verified.class);
  }

  @Test
  void certificateForAnyUsageIsGood() {
    KeyMaterial any =
        TestCertificates.client(
            authority.material(), "any", clock, DAY, KeyPurposeId.anyExtendedKeyUsage);

    assertThat(verifier.verify(any.chain())).isInstanceOf(Verified.class);
  }

  @Test
  void intermediatesComeFromTheHandshake() {
    KeyMaterial intermediate = TestCertificates.intermediate(authority.material(), clock, DAY);
    KeyMaterial leaf = TestCertificates.client(intermediate, "leaf", clock, DAY);

    assertThat(refusal(leaf)).contains("no path");
    assertThat(verifier.verify(List.of(leaf.certificate(), intermediate.certificate())))
        .isInstanceOf(Verified.class);
  }

  @Test
  void intermediateForServersOnlyIsRefused() {
    KeyMaterial intermediate =
        TestCertificates.intermediate(
            authority.material(), clock, DAY, KeyPurposeId.id_kp_serverAuth);
    KeyMaterial leaf = TestCertificates.client(intermediate, "leaf", clock, DAY);

    var verdict =
        (Refused) verifier.verify(List.of(leaf.certificate(), intermediate.certificate()));
    assertThat(verdict.reason()).contains("CN=intermediate is not for client authentication");
  }

  @Test
  void clientsCertificateMayNotSignOthers() {
    KeyMaterial leaf = TestCertificates.client(client, "leaf", clock, DAY);

    assertThat(verifier.verify(List.of(leaf.certificate(), client.certificate())))
        .isInstanceOf(Refused.class);
  }

  @Test
  void changeOfAuthoritiesCountsAtOnce() {
    KeyMaterial otherClient = other.issueClient("x", List.of(), DAY);
    assertThat(verifier.verify(client.chain())).isInstanceOf(Verified.class);
    assertThat(verifier.verify(otherClient.chain())).isInstanceOf(Refused.class);

    verifier.replaceAuthorities(List.of(other.certificate()));

    assertThat(verifier.verify(client.chain())).isInstanceOf(Refused.class);
    assertThat(verifier.verify(otherClient.chain())).isInstanceOf(Verified.class);

    verifier.replaceAuthorities(List.of());

    assertThat(verifier.verify(otherClient.chain())).isInstanceOf(Refused.class);
  }

  @Test
  void manyStrangersDoNotFillTheMemory() {
    List<X509Certificate> strangers =
        IntStream.range(0, 8)
            .mapToObj(i -> other.issueClient("stranger" + i, List.of(), DAY).certificate())
            .toList();
    // Chains that differ in the certificates behind the first are different, too.
    for (int i = 0; i < 3000; i++) {
      verifier.verify(
          IntStream.iterate(i + 1, rest -> rest > 0, rest -> rest / 8)
              .mapToObj(rest -> strangers.get(rest % 8))
              .toList());
    }

    assertThat(verifier.remembered()).isLessThanOrEqualTo(1024);
    assertThat(verifier.verify(client.chain())).isInstanceOf(Verified.class);
  }

  private String refusal(KeyMaterial refused) {
    return ((Refused) verifier.verify(refused.chain())).reason();
  }
}
