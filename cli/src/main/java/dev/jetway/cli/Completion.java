package dev.jetway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How a command line can go on. The answer is in Cobra's words, which kubectl reads: one candidate
 * a line, with a tab before its description, and in the last line a colon and a number that says
 * whether the shell may offer files, too.
 *
 * <pre>
 *   manifests␉Print the YAML that installs a part, for 'kubectl apply -f -'.
 *   :4
 * </pre>
 */
final class Completion {
  private static final String FILES_TOO = ":0";
  private static final String NO_FILES = ":4";

  private Completion() {}

  /**
   * The lines of the answer.
   *
   * @param words what is typed after {@code jetway}; the last, which may be empty, is being typed
   */
  static List<String> of(CommandSpec root, List<String> words) {
    String typed = words.isEmpty() ? "" : words.getLast();
    CommandSpec command = root;
    Optional<OptionSpec> waiting = Optional.empty();
    for (String word : words.subList(0, Math.max(0, words.size() - 1))) {
      if (waiting.isPresent()) {
        waiting = Optional.empty();
      } else if (word.startsWith("-")) {
        waiting = Optional.ofNullable(command.findOption(word)).filter(o -> o.arity().min() > 0);
      } else if (command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      }
    }
    if (waiting.isPresent() || (typed.startsWith("-") && typed.contains("="))) {
      return List.of(
          FILES_TOO); // a value: of some flags it is a file, of the others anybody's guess
    }
    List<String> lines = new ArrayList<>();
    (typed.startsWith("-") ? flags(command) : commands(command))
        .filter(line -> line.startsWith(typed))
        .forEach(lines::add);
    lines.add(NO_FILES);
    return lines;
  }

  private static Stream<String> flags(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .sorted();
  }

  private static Stream<String> commands(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(entry -> {
          String[] description = entry.getValue().getCommandSpec().usageMessage().description();
          return Stream.concat(Stream.of(entry.getKey()), Arrays.stream(description).limit(1))
              .reduce((name, text) -> name + "\t" + text)
              .orElseThrow();
        });
  }
}
