package dev.jetway.e2e.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.CommandResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a script printed at a {@link Place}, in a form that is the same at any other place.
 *
 * <p>Not safe for use by several threads.
 */
final class Transcript {
  /** client-go says so of requests that it held back for a second: of a busy machine, that is. */
  private static final Pattern SLOWED = Pattern.compile("client-side throttling");

  private final Place place;
  private final List<String> lines = new ArrayList<>();

  Transcript(Place place) {
    this.place = place;
  }

  /** Adds a command with its exit code, output and error output. */
  CommandResult add(CommandResult result, String... command) {
    lines.add("$ " + place.normalised(String.join(" ", command)) + " => " + result.exitCode());
    addLines("", result.out());
    addLines("! ", result.err());
    return result;
  }

  /** Runs a command and adds it. */
  CommandResult run(Command command, String... arguments) {
    return add(command.run("", arguments), arguments);
  }

  /** Runs kubectl in the place's namespace and adds it. */
  CommandResult kubectl(String... arguments) {
    return kubectlWithInput("", arguments);
  }

  /** Runs kubectl in the place's namespace, which reads the input, and adds it. */
  CommandResult kubectlWithInput(String input, String... arguments) {
    List<String> line = new ArrayList<>(List.of("-n", place.namespace()));
    line.addAll(List.of(arguments));
    return add(place.kubectl().runWithInput(input, line.toArray(String[]::new)), arguments);
  }

  /** Adds the lines of a file. */
  void read(Path file) {
    try {
      addLines("", Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All lines. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Fails if two transcripts differ, and says in which lines alone. */
  static void assertAlike(List<String> here, List<String> there) {
    assertThat(stream(here)).hasSameContentAs(stream(there));
  }

  private static InputStream stream(List<String> lines) {
    return new ByteArrayInputStream(String.join("\n", lines).getBytes(UTF_8));
  }

  private void addLines(String prefix, String output) {
    place
        .normalised(output)
        .lines()
        .filter(line -> !SLOWED.matcher(line).find())
        .map(line -> prefix + line.stripTrailing())
        .forEach(lines::add);
  }
}
