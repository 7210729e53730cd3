package dev.jetway.e2e.clients;

import dev.jetway.e2e.rig.GoBuild;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.e2e.rig.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the clients' tests need from this machine, beside the rig.
 *
 * <p>What is missing is said, and the test is skipped; where the system property {@value
 * #REQUIRED_PROPERTY} is {@code true} the test fails instead, so that a continuous integration
 * never passes by skipping.
 */
final class ClientTools {
  /** System property: {@code true} if a missing tool fails the test. */
  static final String REQUIRED_PROPERTY = "jetway.clients.required";

  private static final Logger LOG = LoggerFactory.getLogger(ClientTools.class);
  private static final int DIGEST_DIGITS = 12;

  private ClientTools() {}

  /** Helm 3 and 4, built once. */
  static Path helm() {
    require(GoBuild.toolchain().isPresent(), "Go 1.26 or newer is needed to build Helm");
    String goMod = text("helm/go.mod");
    GoBuild build =
        new GoBuild(
            "Helm 3 and 4",
            goMod,
            text("helm/go.sum"),
            "-s -w",
            List.of(
                new GoBuild.Program("helm-v3", "helm.sh/helm/v3/cmd/helm"),
                new GoBuild.Program("helm-v4", "helm.sh/helm/v4/cmd/helm")));
    return build.into(cache("helm", goMod).resolve("bin"), ClientTools::progress);
  }

  /** Skips or fails the test unless something is there. */
  static void require(boolean there, String otherwise) {
    if (!there && Boolean.getBoolean(REQUIRED_PROPERTY)) {
      throw new RigException(otherwise);
    }
    if (!there) {
      LOG.warn("skipped reason=\"{}\"", otherwise);
    }
    Assumptions.assumeTrue(there, otherwise);
  }

  /** A folder of the cache for what a lock file pins. */
  static Path cache(String name, String lock) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(lock.getBytes(StandardCharsets.UTF_8));
      String hex = HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
      return UserCache.folder().resolve(name + "-" + hex);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A line for a person. */
  static void progress(String line) {
    LOG.info("clients {}", line);
  }

  /** A file of {@code clients} on the class path. */
  static String text(String name) {
    try (InputStream in = resource(name).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of a file or folder of {@code clients} on the class path. */
  static Path path(String name) {
    try {
      return Path.of(resource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(
        ClientTools.class.getResource("/clients/" + name), "the class path has no clients/" + name);
  }
}
