package dev.jetway.distribution;

import dev.jetway.e2e.rig.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The archive, unpacked by {@code tar} as a user does it.
 *
 * @param home the folder that was in it
 */
record UnpackedArchive(Path home) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** The archive of this build. */
  static Path file() {
    return Path.of(System.getProperty("jetway.archive"));
  }

  /** Unpacks into an empty folder. */
  static UnpackedArchive into(Path folder) {
    new Command("tar", List.of("tar"), Map.of(), folder, LIMIT)
        .output("", "-xzf", file().toString(), "-C", folder.toString());
    return new UnpackedArchive(only(folder));
  }

  Path bin() {
    return home.resolve("bin");
  }

  /** Where the launcher looks for an AOT cache. */
  Path cache() {
    return home.resolve("lib/jetway.aot");
  }

  /** {@code bin/jetway} with more options for Java. */
  Command jetway(Path workDirectory, String javaOptions) {
    return jetway(workDirectory, javaOptions, bin().resolve("jetway"));
  }

  /** The same, started by another path. */
  Command jetway(Path workDirectory, String javaOptions, Path launcher) {
    return new Command(
        "jetway",
        List.of(launcher.toString()),
        Map.of("JETWAY_JAVA_OPTIONS", javaOptions),
        workDirectory,
        LIMIT);
  }

  /** The names of the libraries. */
  List<String> libraries() {
    return names(home.resolve("lib")).filter(name -> name.endsWith(".jar")).toList();
  }

  private static Path only(Path folder) {
    List<String> names = names(folder).filter(name -> name.startsWith("jetway-")).toList();
    if (names.size() != 1) {
      throw new IllegalStateException("not one folder in the archive: " + names);
    }
    return folder.resolve(names.getFirst());
  }

  private static Stream<String> names(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
