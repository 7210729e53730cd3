package dev.jetway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The version of this build. */
public final class Version {
  private Version() {}

  /** As the build wrote it into {@code version.properties}. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in = resource("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read version.properties", e);
    }
    return properties.getProperty("version");
  }

  /** What {@code build/commit} said: digits of the commit, or {@code unknown}. */
  static String commit() {
    try (InputStream in = resource("commit.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read commit.txt", e);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = Version.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("missing resource " + name);
    }
    return in;
  }
}
