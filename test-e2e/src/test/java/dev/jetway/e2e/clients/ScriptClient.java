package dev.jetway.e2e.clients;

import dev.jetway.e2e.rig.CachedFolder;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.LongCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An interpreter with a client library of its own, fetched once as a lock file says. Safe for use
 * by several threads.
 */
final class ScriptClient {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern HANDLER_CALL = Pattern.compile("(add|update) \\S+ \\d+|delete \\S+");
  private static final String WHOLE = "whole";

  private final String name;
  private final List<String> interpreter;
  private final Path scripts;

  private ScriptClient(String name, List<String> interpreter, Path scripts) {
    this.name = name;
    this.interpreter = interpreter;
    this.scripts = scripts;
  }

  /** Python with the official client, in a virtual environment. */
  static ScriptClient python() {
    ClientTools.require(
        runs("python3", "-c", "import ensurepip, venv"),
        "python3 with venv (Debian: python3-venv) is needed to try Python's client");
    String lock = ClientTools.text("python/requirements.txt");
    Path environment =
        make(
            ClientTools.cache("python-client", lock),
            "Python's client",
            result ->
                List.of(
                    List.of("python3", "-m", "venv", result.toString()),
                    List.of(
                        result.resolve("bin").resolve("python").toString(),
                        "-m",
                        "pip",
                        "install",
                        "--disable-pip-version-check",
                        "--requirement",
                        ClientTools.path("python/requirements.txt").toString())));
    // -u: what it prints is read while it runs.
    List<String> interpreter =
        List.of(environment.resolve("bin").resolve("python").toString(), "-u");
    return new ScriptClient("python", interpreter, ClientTools.path("python"));
  }

  /**
   * Node.js with the official client.
   *
   * @param folder an empty folder for the scripts: Node looks for modules beside them
   */
  static ScriptClient javaScript(Path folder) {
    ClientTools.require(runs("node", "--version"), "node is needed to try JavaScript's client");
    ClientTools.require(runs("npm", "--version"), "npm is needed to try JavaScript's client");
    String lock = ClientTools.text("javascript/package-lock.json");
    Path modules =
        make(
            ClientTools.cache("javascript-client", lock),
            "JavaScript's client",
            result -> {
              for (String file : List.of("package.json", "package-lock.json")) {
                write(result.resolve(file), ClientTools.text("javascript/" + file));
              }
              return List.of(
                  List.of(
                      "npm",
                      "ci",
                      "--prefix",
                      result.toString(),
                      "--ignore-scripts",
                      "--no-audit",
                      "--no-fund"));
            });
    for (String script : List.of("life.mjs", "informer.mjs")) {
      write(folder.resolve(script), ClientTools.text("javascript/" + script));
    }
    link(folder.resolve("node_modules"), modules.resolve("node_modules"));
    return new ScriptClient("javascript", List.of("node"), folder);
  }

  /** Runs a script at a place, to its end. */
  Transcript run(Place place, String script) {
    Transcript transcript = new Transcript(place);
    transcript.add(
        command(place).run("", path(script), place.kubeconfig().toString(), place.namespace()),
        script);
    return transcript;
  }

  /** Starts a script at a place; its output is appended to the file. */
  ChildProcess start(Place place, String script, Path output) {
    return command(place)
        .start(output, path(script), place.kubeconfig().toString(), place.namespace());
  }

  /** What the handlers of a script's informer were called with, as its output tells so far. */
  static List<String> handlerCalls(Path output) {
    try (Stream<String> lines = Files.lines(output)) {
      return lines.filter(line -> HANDLER_CALL.matcher(line).matches()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Command command(Place place) {
    return new Command(name, interpreter, Map.of(), place.plane().workDirectory(), LIMIT);
  }

  private String path(String script) {
    return scripts.resolve(script).toString();
  }

  /** What fills a folder. */
  private interface Steps {
    List<List<String>> into(Path result);
  }

  private static Path make(Path folder, String title, Steps steps) {
    Path whole = folder.resolve(WHOLE);
    return new CachedFolder(folder, title, ClientTools::progress)
        .orMake(
            () -> Files.exists(whole),
            (scratch, result) -> {
              int step = 0;
              for (List<String> command : steps.into(result)) {
                step++;
                Path log = scratch.resolve(step + ".log");
                new LongCommand("fetch %s (%d)".formatted(title, step), log, Map.of(), command)
                    .run(ClientTools::progress);
              }
              Files.createFile(result.resolve(WHOLE));
            });
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
