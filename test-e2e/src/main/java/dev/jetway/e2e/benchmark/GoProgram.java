package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program of a few lines of Go that the benchmark brings along, built in a folder.
 *
 * @param name of the program, and of its folder in the sources
 * @param folder where it is, with what it needs and its log
 */
record GoProgram(String name, Path folder) {
  private static final Duration BUILD = Duration.ofMinutes(5);

  /** Builds it, unless the folder has it. */
  static GoProgram build(String name, Path folder) {
    GoProgram program = new GoProgram(name, folder);
    if (Files.exists(program.executable())) {
      return program;
    }
    for (String file : List.of("go.mod", "main.go")) {
      program.write(file, source(name + "/" + file));
    }
    List<String> command =
        List.of("go", "build", "-C", folder.toString(), "-o", program.executable().toString(), ".");
    try (ChildProcess go =
        ChildProcess.start(
            "go build", folder.resolve("build.log"), Map.of("GOWORK", "off"), command)) {
      if (go.awaitExit(BUILD) != 0) {
        throw new RigException("could not build " + name + " with Go\n" + go.tail());
      }
    }
    return program;
  }

  /** Starts it. */
  ChildProcess start(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    command.addAll(arguments);
    return ChildProcess.start(name, folder.resolve(name + ".log"), Map.of(), command);
  }

  /** A file beside it. */
  Path write(String file, String text) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path executable() {
    return folder.resolve("program");
  }

  private static String source(String file) {
    try (InputStream source = GoProgram.class.getResourceAsStream(file)) {
      if (source == null) {
        throw new RigException("the class path has no " + file);
      }
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
