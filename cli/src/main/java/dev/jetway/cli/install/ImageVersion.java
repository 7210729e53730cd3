package dev.jetway.cli.install;

import dev.jetway.cli.SettingsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version that is asked for: the tag of an image, and whether this program has the manifests for
 * it. Pure functions.
 */
final class ImageVersion {
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern MINOR = Pattern.compile("v?(\\d+\\.\\d+)(\\.\\d+)?([-+].*)?");

  private ImageVersion() {}

  /**
   * The image with the version for its tag.
   *
   * @param image with or without a tag or a digest
   * @param replace whether a tag that is there gives way: it is the installed one's
   * @throws SettingsException if the version cannot be a tag, or the image has another one
   */
  static String tagged(String image, String version, boolean replace) {
    if (!TAG.matcher(version).matches()) {
      throw SettingsException.of("--version: cannot be the tag of an image, \"" + version + "\"");
    }
    int digest = image.indexOf('@');
    String name = digest < 0 ? image : image.substring(0, digest);
    int colon = name.lastIndexOf(':');
    boolean hasTag = colon > name.lastIndexOf('/');
    boolean same = digest < 0 && hasTag && name.substring(colon + 1).equals(version);
    if (!replace && !same && (hasTag || digest >= 0)) {
      throw SettingsException.of(
          "--version: %s is not what --image names, %s: leave one of the two out"
              .formatted(version, image));
    }
    return (hasTag ? name.substring(0, colon) : name) + ":" + version;
  }

  /**
   * Compares with this program's own version, whose manifests are applied. They do not change
   * between versions that differ after the second number.
   *
   * @return a remark if the versions differ there; empty if they are the same
   * @throws SettingsException if they differ more: rights and kinds would not fit the image
   */
  static Optional<String> compare(String wanted, String own) {
    if (plain(wanted).equals(plain(own))) {
      return Optional.empty();
    }
    Matcher wantedMinor = MINOR.matcher(wanted);
    Matcher ownMinor = MINOR.matcher(own);
    if (wantedMinor.matches()
        && ownMinor.matches()
        && wantedMinor.group(1).equals(ownMinor.group(1))) {
      return Optional.of(
          "the image is of version %s, rights and kinds are those of %s".formatted(wanted, own));
    }
    throw SettingsException.of(
        "--version: this is jetway %s, whose rights and kinds do not fit %s: use the jetway of that version"
            .formatted(own, wanted));
  }

  private static String plain(String version) {
    return version.startsWith("v") ? version.substring(1) : version;
  }
}
