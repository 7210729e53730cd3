package dev.jetway.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Pattern;

/** The version of the software at this end, and what is taken for one of the other end. */
public final class SoftwareVersion {
  /** As the build wrote it into {@code version.properties}. */
  public static final String CURRENT = read();

  private static final Pattern FORM = Pattern.compile("[\\w.+-]{1,64}");

  private SoftwareVersion() {}

  /** What a peer says, if it can be one; else empty. */
  public static String ofPeer(String text) {
    return FORM.matcher(text).matches() ? text : "";
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = SoftwareVersion.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("missing resource version.properties");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read version.properties", e);
    }
    return properties.getProperty("version", "");
  }
}
