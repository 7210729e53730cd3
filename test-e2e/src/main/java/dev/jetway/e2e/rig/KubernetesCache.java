package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place for what is built once and used by every clone: {@code <user's cache
 * folder>/jetway/kubernetes-<version>}.
 *
 * @param folder the folder of this Kubernetes version, absolute; it need not exist
 * @param version the version that is built, for example {@code v1.36.3}
 */
record KubernetesCache(Path folder, String version) {
  private static final Pattern VERSION =
      Pattern.compile("^\\s*k8s\\.io/kubernetes (v[0-9][^\\s]*)", Pattern.MULTILINE);

  /** The cache in its usual place, with the version that the bundled {@code go.mod} names. */
  static KubernetesCache of(Map<String, String> environment, Properties system) {
    Matcher matcher = VERSION.matcher(moduleFile("go.mod"));
    if (!matcher.find()) {
      throw new RigException("the bundled go.mod does not name the version of k8s.io/kubernetes");
    }
    String version = matcher.group(1);
    return new KubernetesCache(
        userCache(environment, system).resolve("jetway").resolve("kubernetes-" + version), version);
  }

  Path binaries() {
    return folder.resolve("bin");
  }

  /** Writes the Go module that lists the programs into a folder. */
  static void extractModule(Path into) throws IOException {
    Files.writeString(into.resolve("go.mod"), moduleFile("go.mod"));
    Files.writeString(into.resolve("go.sum"), moduleFile("go.sum"));
  }

  private static Path userCache(Map<String, String> environment, Properties system) {
    Path home = Path.of(system.getProperty("user.home"));
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!xdg.isEmpty()) {
      return Path.of(xdg).toAbsolutePath();
    }
    boolean mac = system.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    return mac ? home.resolve("Library").resolve("Caches") : home.resolve(".cache");
  }

  private static String moduleFile(String name) {
    try (InputStream in = KubernetesCache.class.getResourceAsStream("kubernetes/" + name)) {
      if (in == null) {
        throw new RigException("the class path has no kubernetes/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
