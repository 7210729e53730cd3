package dev.jetway.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PemTest {

  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create("pem-test", Clock.systemUTC());
  private static final KeyMaterial PAIR =
      AUTHORITY.issueServing(ServerNames.of("a.example"), Duration.ofDays(1));

  @Test
  void pairSurvivesTheWayThroughText() {
    assertThat(KeyMaterial.parse(PAIR.certificatePem(), PAIR.keyPem())).isEqualTo(PAIR);
  }

  @Test
  void bundleKeepsItsOrderAndIgnoresCommentsAndLineEnds() {
    X509Certificate first = PAIR.certificate();
    X509Certificate second = AUTHORITY.certificate();
    String bundle =
        "# Überschrift\n"
            + Pem.encode(List.of(first))
            + "\n\nnext one:\n"
            + Pem.encode(List.of(second));

    assertThat(Pem.certificates(bundle)).containsExactly(first, second);
    assertThat(Pem.certificates(bundle.replace("\n", "\r\n"))).containsExactly(first, second);
  }

  @Test
  void traditionalEllipticCurveKeyIsRead() throws IOException {
    String pem = traditional(PAIR.key());

    // The pair would not be accepted if the key were not the certificate's.
    assertThat(KeyMaterial.parse(PAIR.certificatePem(), pem).certificate())
        .isEqualTo(PAIR.certificate());
  }

  @Test
  void keyBehindCurveParametersIsRead() throws IOException {
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    String pem = parameters + traditional(PAIR.key());

    assertThat(KeyMaterial.parse(PAIR.certificatePem(), pem).certificate())
        .isEqualTo(PAIR.certificate());
  }

  @Test
  void rsaKeysAreReadInBothForms() throws Exception {
    PrivateKey key = rsaKey();

    assertThat(Pem.privateKey(traditional(key))).isEqualTo(key);
    assertThat(Pem.privateKey(Pem.encode(key))).isEqualTo(key);
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    KeyMaterial other = AUTHORITY.issueServing(ServerNames.of("b.example"), Duration.ofDays(1));

    assertThatThrownBy(() -> KeyMaterial.parse(PAIR.certificatePem(), other.keyPem()))
        .isInstanceOf(InvalidPemException.class)
        .hasMessage("private key is not the key of certificate CN=a.example");
    assertThatThrownBy(() -> new KeyMaterial(rsaKey(), PAIR.chain()))
        .isInstanceOf(InvalidPemException.class);
  }

  @Test
  void encryptedKeyIsNamedAsSuch() throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          PAIR.key(),
          new JcePEMEncryptorBuilder("AES-128-CBC")
              .setProvider(new BouncyCastleProvider())
              .build("secret".toCharArray()));
    }

    assertThatThrownBy(() -> Pem.privateKey(text.toString()))
        .isInstanceOf(InvalidPemException.class)
        .hasMessage("private key is encrypted: decrypt it first");
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void garbageIsRefusedInOneLineThatSaysWhatIsWrong(String pem, String message) {
    assertThatThrownBy(() -> Pem.certificates(pem))
        .isInstanceOf(InvalidPemException.class)
        .message()
        .startsWith(message)
        .doesNotContain("\n");
  }

  static Stream<Arguments> garbage() {
    String whole = PAIR.certificatePem();
    String begin = "-----BEGIN CERTIFICATE-----\n";
    String end = "-----END CERTIFICATE-----\n";
    return Stream.of(
        Arguments.of("", "no certificate in PEM text: found no PEM block"),
        Arguments.of("hello", "no certificate in PEM text: found no PEM block"),
        Arguments.of(PAIR.keyPem(), "no certificate in PEM text: found PRIVATE KEY"),
        Arguments.of(
            whole.substring(0, whole.length() / 2), "PEM text is cut: 1 BEGIN lines, but 0"),
        Arguments.of(whole + begin + "MIIB", "PEM text is cut: 2 BEGIN lines, but 1"),
        Arguments.of(
            whole.replace(end, "") + whole, "PEM text is cut: 2 BEGIN lines, but 1 whole blocks"),
        Arguments.of(begin + end, "could not read certificate 1: "),
        Arguments.of(
            whole + begin + "!!!!\n" + end, "could not read certificate 2: Illegal base64"),
        Arguments.of(whole + begin + "AAAA\n" + end, "could not read certificate 2: "));
  }

  @ParameterizedTest
  @MethodSource("garbageKeys")
  void garbageKeyIsRefusedInOneLineThatSaysWhatIsWrong(String pem, String message) {
    assertThatThrownBy(() -> Pem.privateKey(pem))
        .isInstanceOf(InvalidPemException.class)
        .message()
        .startsWith(message)
        .doesNotContain("\n");
  }

  static Stream<Arguments> garbageKeys() {
    return Stream.of(
        Arguments.of(PAIR.certificatePem(), "no private key in PEM text: found CERTIFICATE"),
        Arguments.of(key("PRIVATE KEY", "AAAA"), "could not read PRIVATE KEY: "),
        Arguments.of(key("PRIVATE KEY", ""), "could not read PRIVATE KEY: "),
        Arguments.of(key("EC PRIVATE KEY", "MAMCAQE="), "could not read EC PRIVATE KEY: "),
        Arguments.of(
            key("EC PRIVATE KEY", "MAYCAQEEAQE="),
            "could not read EC PRIVATE KEY: it does not name"),
        Arguments.of(key("RSA PRIVATE KEY", "MAMCAQA="), "could not read RSA PRIVATE KEY: "),
        Arguments.of(
            key("OPENSSH PRIVATE KEY", "AAAA"),
            "could not read OPENSSH PRIVATE KEY: keys of this kind are not supported"));
  }

  @Test
  void fileThatIsMissingOrDamagedIsNamed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("tls.crt");
    assertThatThrownBy(() -> Pem.certificates(file))
        .isInstanceOf(InvalidPemException.class)
        .hasMessageStartingWith("could not read " + file);

    Files.writeString(file, PAIR.keyPem());
    assertThatThrownBy(() -> Pem.certificates(file))
        .hasMessage("could not read " + file + ": no certificate in PEM text: found PRIVATE KEY");

    Files.writeString(file, PAIR.certificatePem() + PAIR.keyPem());
    assertThat(KeyMaterial.read(file, file)).isEqualTo(PAIR);
  }

  @Test
  void keyIsNotShown() {
    assertThat(PAIR.toString()).contains("CN=a.example").doesNotContain("key=");
  }

  private static PrivateKey rsaKey() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair().getPrivate();
  }

  /** What openssl and Go write: SEC 1 with the curve's name, and PKCS#1. */
  private static String traditional(PrivateKey key) throws IOException {
    return switch (key) {
      case ECPrivateKey elliptic ->
          pem(
              "EC PRIVATE KEY",
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                      256, elliptic.getS(), SECObjectIdentifiers.secp256r1)
                  .getEncoded());
      default ->
          pem(
              "RSA PRIVATE KEY",
              PrivateKeyInfo.getInstance(key.getEncoded())
                  .parsePrivateKey()
                  .toASN1Primitive()
                  .getEncoded());
    };
  }

  private static String pem(String label, byte[] der) {
    return key(label, Base64.getMimeEncoder().encodeToString(der));
  }

  private static String key(String label, String base64) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }
}
