package dev.jetway.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * PEM text (RFC 7468) to certificates and private keys, and back. Text before, between and after
 * blocks is ignored, as in files that list each certificate's name; a block that is cut or damaged
 * is an error, never skipped.
 */
public final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern HEADERS = Pattern.compile("\\A\\s*(?:[\\w-]+:[^\\n]*\\n\\s*)+");

  private Pem() {}

  /**
   * All certificates of a bundle, in their order.
   *
   * @return at least one certificate
   * @throws InvalidPemException when there is none, or one is damaged
   */
  public static List<X509Certificate> certificates(String pem) {
    List<Block> blocks = blocks(pem);
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new InvalidPemException("no certificate in PEM text: found " + labels(blocks));
    }
    return List.copyOf(certificates);
  }

  /**
   * All certificates of a file.
   *
   * @throws InvalidPemException when the file cannot be read, or as {@link #certificates(String)}
   */
  public static List<X509Certificate> certificates(Path file) {
    return read(file, Pem::certificates);
  }

  /**
   * The first private key: PKCS#8 ({@code PRIVATE KEY}), {@code EC PRIVATE KEY} or {@code RSA
   * PRIVATE KEY}, of algorithm EC (P-256, P-384, P-521), RSA or Ed25519.
   *
   * @throws InvalidPemException when there is none, or it is damaged, encrypted or of another kind
   */
  public static PrivateKey privateKey(String pem) {
    List<Block> blocks = blocks(pem);
    Block key =
        blocks.stream()
            .filter(block -> block.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(() ->
                new InvalidPemException("no private key in PEM text: found " + labels(blocks)));
    if (key.label().equals("ENCRYPTED PRIVATE KEY") || key.body().contains("ENCRYPTED")) {
      throw new InvalidPemException("private key is encrypted: decrypt it first");
    }
    try {
      return PrivateKeyDer.decode(key.label(), key.der());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidPemException(
          "could not read %s: %s".formatted(key.label(), e.getMessage()), e);
    }
  }

  /**
   * The first private key of a file.
   *
   * @throws InvalidPemException when the file cannot be read, or as {@link #privateKey(String)}
   */
  public static PrivateKey privateKey(Path file) {
    return read(file, Pem::privateKey);
  }

  /** Certificates as one bundle, in the given order. */
  public static String encode(Collection<X509Certificate> certificates) {
    return certificates.stream().map(Pem::encode).collect(joining());
  }

  /** A private key as PKCS#8, not encrypted. */
  public static String encode(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String encode(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("could not encode certificate: " + e.getMessage(), e);
    }
  }

  private static String block(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body);
  }

  private static <T> T read(Path file, Function<String, T> parser) {
    try {
      // A stray byte of another encoding belongs to a comment, or damages a block, which is
      // reported.
      return parser.apply(new String(Files.readAllBytes(file), US_ASCII));
    } catch (IOException | InvalidPemException e) {
      String reason = e instanceof InvalidPemException ? e.getMessage() : e.toString();
      throw new InvalidPemException("could not read %s: %s".formatted(file, reason), e);
    }
  }

  private static X509Certificate certificate(Block block, int position) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new InvalidPemException(
          "could not read certificate %d: %s".formatted(position, e.getMessage()), e);
    }
  }

  private static List<Block> blocks(String pem) {
    List<Block> blocks =
        BLOCK
            .matcher(pem)
            .results()
            .map(match -> new Block(match.group(1), match.group(2)))
            .toList();
    int begun = pem.split(Pattern.quote(BEGIN), -1).length - 1;
    if (begun != blocks.size()) {
      throw new InvalidPemException(
          "PEM text is cut: %d BEGIN lines, but %d whole blocks".formatted(begun, blocks.size()));
    }
    return blocks;
  }

  private static String labels(List<Block> blocks) {
    return blocks.isEmpty()
        ? "no PEM block"
        : blocks.stream().map(Block::label).distinct().collect(joining(", "));
  }

  private record Block(String label, String body) {

    /** Throws {@link IllegalArgumentException} where the body is not base64. */
    byte[] der() {
      String base64 = HEADERS.matcher(body).replaceFirst("").replaceAll("\\s", "");
      return Base64.getDecoder().decode(base64);
    }
  }
}
