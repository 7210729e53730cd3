package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares output with a file of {@code src/test/resources}. With {@code -Dgolden.write} the file
 * is written instead, to be looked at in the diff.
 */
final class GoldenFile {
  private static final Path FOLDER = Path.of("src/test/resources/dev/jetway/manifests");

  private GoldenFile() {}

  static void assertSame(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if (System.getProperty("golden.write") != null) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
