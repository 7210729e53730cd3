package dev.jetway.cli;

import dev.jetway.tunnel.SoftwareVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this build. */
public final class Version {
  private Version() {}

  /** The same that this build tells to the other end. */
  public static String current() {
    return SoftwareVersion.CURRENT;
  }

  /** What {@code build/commit} said: digits of the commit, or {@code unknown}. */
  static String commit() {
    try (InputStream in = Version.class.getResourceAsStream("commit.txt")) {
      if (in == null) {
        throw new IllegalStateException("missing resource commit.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read commit.txt", e);
    }
  }
}
