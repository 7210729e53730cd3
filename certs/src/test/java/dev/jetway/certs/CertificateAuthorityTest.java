package dev.jetway.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final CertificateAuthority authority =
      CertificateAuthority.create("test-ca", Clock.systemUTC());

  @Test
  void servingCertificateIsTrustedByTheJdk() {
    KeyMaterial server =
        authority.issueServing(ServerNames.of("svc.ns.svc", "127.0.0.1", "::1"), DAY);

    assertThatCode(() -> checkServer(authority, server)).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> checkServer(CertificateAuthority.create("test-ca", Clock.systemUTC()), server))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void clientCertificateIsNoServersAndTheOtherWayRound() {
    KeyMaterial server = authority.issueServing(ServerNames.of("a.example"), DAY);
    KeyMaterial client = authority.issueClient("someone", List.of(), DAY);

    assertThatThrownBy(() -> checkServer(authority, client))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() ->
            trusting(authority)
                .checkClientTrusted(new X509Certificate[] {server.certificate()}, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void servingCertificateHasNamesUsageAndIdentifiers() throws Exception {
    X509Certificate certificate =
        authority.issueServing(ServerNames.of("10.0.0.1", "a.example", "::1"), DAY).certificate();

    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "a.example"), List.of(7, "10.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.15", "2.5.29.19");
    assertThat(certificate.getNonCriticalExtensionOIDs()).contains("2.5.29.14", "2.5.29.35");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void validityBeginsABitInThePastAndEndsWithTheAuthority() {
    SettableClock clock = new SettableClock();
    CertificateAuthority shortLived = CertificateAuthority.create("short", DAY, clock);
    X509Certificate certificate =
        shortLived.issueServing(ServerNames.of("a.example"), Duration.ofDays(30)).certificate();

    assertThat(certificate.getNotBefore().toInstant())
        .isBetween(
            clock.instant().minus(Duration.ofMinutes(6)),
            clock.instant().minus(Duration.ofMinutes(4)));
    assertThat(certificate.getNotAfter()).isEqualTo(shortLived.certificate().getNotAfter());

    clock.advance(DAY.plusSeconds(1));
    assertThatThrownBy(() -> shortLived.issueServing(ServerNames.of("a.example"), DAY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expired at");
  }

  @Test
  void serialsArePositiveAndNeverTheSame() {
    Set<Object> serials = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      X509Certificate certificate = authority.issueClient("u", List.of(), DAY).certificate();
      assertThat(certificate.getSerialNumber().signum()).isPositive();
      serials.add(certificate.getSerialNumber());
    }
    assertThat(serials).hasSize(50);
  }

  @Test
  void defaultLifetimeIsTenYears() {
    Instant end = authority.certificate().getNotAfter().toInstant();

    assertThat(Duration.between(Instant.now(), end).toDays()).isBetween(3648L, 3650L);
  }

  @Test
  void loadedAuthorityIssuesAsBefore() {
    String certificate = authority.material().certificatePem();
    String key = authority.material().keyPem();
    CertificateAuthority loaded =
        new CertificateAuthority(KeyMaterial.parse(certificate, key), Clock.systemUTC());

    KeyMaterial server = loaded.issueServing(ServerNames.of("a.example"), DAY);
    assertThatCode(() -> checkServer(authority, server)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void authorityMadeElsewhereIssuesWithItsKindOfKey(String algorithm) {
    Clock clock = Clock.systemUTC();
    KeyMaterial made =
        TestCertificates.authority(new X500Principal("CN=made,O=elsewhere"), algorithm, clock);
    CertificateAuthority loaded =
        new CertificateAuthority(KeyMaterial.parse(made.certificatePem(), made.keyPem()), clock);

    KeyMaterial server = loaded.issueServing(ServerNames.of("a.example"), DAY);
    assertThatCode(() -> checkServer(loaded, server)).doesNotThrowAnyException();
  }

  @Test
  void certificateOfAServerIsNoAuthority() {
    KeyMaterial server = authority.issueServing(ServerNames.of("a.example"), DAY);

    assertThatThrownBy(() -> new CertificateAuthority(server, Clock.systemUTC()))
        .isInstanceOf(InvalidPemException.class)
        .hasMessageContaining("is not a certificate authority's");
  }

  @Test
  void namesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> ServerNames.of()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerNames.of("a b")).hasMessage("not a host name: 'a b'");
    assertThatThrownBy(() -> ServerNames.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerNames.of("1.2.3.999"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> authority.issueClient(" ", List.of(), DAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void checkServer(CertificateAuthority trusted, KeyMaterial server)
      throws CertificateException {
    trusting(trusted)
        .checkServerTrusted(server.chain().toArray(X509Certificate[]::new), "ECDHE_ECDSA");
  }

  private static ReloadableTrustManager trusting(CertificateAuthority authority) {
    return new ReloadableTrustManager(List.of(authority.certificate()));
  }
}
