package dev.jetway.e2e.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Programs that are built from a Go module which requires them as tools.
 *
 * @param title what is built, for a person
 * @param goMod the module's {@code go.mod}
 * @param goSum the module's {@code go.sum}
 * @param linkerFlags for {@code -ldflags}
 * @param programs in the order in which they are built
 */
public record GoBuild(
    String title, String goMod, String goSum, String linkerFlags, List<Program> programs) {

  /**
   * A program.
   *
   * @param name the name of the executable
   * @param goPackage the Go package that it is built from
   */
  public record Program(String name, String goPackage) {}

  /** Copies the list. */
  public GoBuild {
    programs = List.copyOf(programs);
  }

  /** The version of the Go toolchain on the PATH, for example {@code go1.26.4}; empty if none. */
  public static Optional<String> toolchain() {
    try {
      Process go = new ProcessBuilder("go", "env", "GOVERSION").redirectErrorStream(true).start();
      String version =
          new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return go.waitFor() == 0 ? Optional.of(version) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while looking for Go", e);
    }
  }

  /**
   * Builds what is missing into a folder of the cache, once.
   *
   * @param folder where the executables shall be
   * @return the folder
   * @throws RigException with the end of the build's output if it fails
   */
  public Path into(Path folder, Consumer<String> progress) {
    return new CachedFolder(folder, title, progress)
        .orMake(() -> isIn(folder), (scratch, result) -> build(scratch, result, progress));
  }

  /** Whether all programs are in the folder. */
  boolean isIn(Path folder) {
    return programs.stream()
        .allMatch(program -> Files.isExecutable(folder.resolve(program.name())));
  }

  private void build(Path module, Path result, Consumer<String> progress) throws IOException {
    Files.writeString(module.resolve("go.mod"), goMod);
    Files.writeString(module.resolve("go.sum"), goSum);
    long start = System.nanoTime();
    progress.accept(
        "building %s with %s, once; this takes several minutes"
            .formatted(title, toolchain().orElse("Go")));
    int index = 0;
    for (Program program : programs) {
      index++;
      String what = "build %s (%d of %d)".formatted(program.name(), index, programs.size());
      Path log = module.resolve(program.name() + ".log");
      Map<String, String> environment = Map.of("CGO_ENABLED", "0", "GOWORK", "off");
      new LongCommand(what, log, environment, command(module, result, program)).run(progress);
    }
    progress.accept("built " + title + " in " + LongCommand.elapsed(start));
  }

  private List<String> command(Path module, Path result, Program program) {
    return List.of(
        "go",
        "build",
        "-C",
        module.toString(),
        "-trimpath",
        "-ldflags",
        linkerFlags,
        "-o",
        result.resolve(program.name()).toString(),
        program.goPackage());
  }
}
