package dev.jetway.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a serving certificate comes from. */
public sealed interface CertificateSource {
  /**
   * Two files that somebody else keeps fresh; they are read again when they change.
   *
   * @param certificate PEM, the leaf first
   * @param key PEM
   * @param authorities PEM of what clients are to trust
   */
  record Files(Path certificate, Path key, Path authorities) implements CertificateSource {}

  /**
   * Made, stored and rotated by the replicas themselves, in a Secret.
   *
   * @param secret the Secret; made if it is missing
   */
  record Secret(ObjectName secret) implements CertificateSource {}

  /**
   * Made, stored and rotated by the process itself, in a folder.
   *
   * @param directory the folder; made if it is missing
   */
  record Directory(Path directory) implements CertificateSource {}

  /** The flags of a source as text, empty where not given. */
  record Flags(
      String secret, String directory, String certificate, String key, String authorities) {
    /**
     * The source that the flags name: exactly one must be.
     *
     * @param prefix {@code tls} or {@code serving}, for messages
     */
    CertificateSource parse(String prefix, Mistakes mistakes) {
      boolean files = !certificate.isEmpty() || !key.isEmpty() || !authorities.isEmpty();
      List<CertificateSource> sources = new ArrayList<>();
      if (!secret.isEmpty()) {
        ObjectName none = new ObjectName("", "");
        sources.add(
            new Secret(mistakes.parse(prefix + "-secret", () -> ObjectName.parse(secret), none)));
      }
      if (!directory.isEmpty()) {
        sources.add(new Directory(Path.of(directory)));
      }
      if (files) {
        sources.add(
            new Files(
                file(prefix + "-cert-file", certificate, mistakes),
                file(prefix + "-key-file", key, mistakes),
                file(prefix + "-ca-file", authorities, mistakes)));
      }
      if (sources.size() != 1) {
        mistakes.add(
            "exactly one of --%1$s-secret, --%1$s-directory, or the three --%1$s-cert-file,"
                    .formatted(prefix)
                + " --%1$s-key-file and --%1$s-ca-file must be given".formatted(prefix));
        return new Directory(Path.of(""));
      }
      return sources.getFirst();
    }

    private static Path file(String name, String text, Mistakes mistakes) {
      return mistakes.parse(
          name, () -> TextValues.readableFile(TextValues.required(text)), Path.of(""));
    }
  }
}
