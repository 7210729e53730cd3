package dev.jetway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
final class Version {
  private Version() {}

  /** As the build wrote it into {@code version.properties}. */
  static String current() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("missing resource version.properties");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read version.properties", e);
    }
    return properties.getProperty("version");
  }
}
