package dev.jetway.e2e.rig;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The place for what is made once and used by every clone: {@code <user's cache folder>/jetway}.
 */
public final class UserCache {
  private UserCache() {}

  /** The folder, absolute; it need not exist. */
  public static Path folder() {
    return folder(System.getenv(), System.getProperties());
  }

  static Path folder(Map<String, String> environment, Properties system) {
    return base(environment, system).resolve("jetway");
  }

  private static Path base(Map<String, String> environment, Properties system) {
    Path home = Path.of(system.getProperty("user.home"));
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!xdg.isEmpty()) {
      return Path.of(xdg).toAbsolutePath();
    }
    boolean mac = system.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    return mac ? home.resolve("Library").resolve("Caches") : home.resolve(".cache");
  }
}
