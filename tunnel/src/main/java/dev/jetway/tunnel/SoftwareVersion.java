package dev.jetway.tunnel;

import java.util.Optional;
import java.util.regex.Pattern;

/** The version of the software at this end, and what is taken for one of the other end. */
public final class SoftwareVersion {
  /** As the jar says it; {@code dev} outside of one. */
  public static final String CURRENT =
      Optional.ofNullable(SoftwareVersion.class.getPackage().getImplementationVersion())
          .orElse("dev");

  private static final Pattern FORM = Pattern.compile("[\\w.+-]{1,64}");

  private SoftwareVersion() {}

  /** What a peer says, if it can be one; else empty. */
  public static String ofPeer(String text) {
    return FORM.matcher(text).matches() ? text : "";
  }
}
