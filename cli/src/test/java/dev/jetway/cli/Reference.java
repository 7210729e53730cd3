package dev.jetway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Everything that can be set, as {@code docs/reference.md} has it. Pure functions. */
final class Reference {
  private static final String HEAD =
      """
      # Reference

      Every command and every setting. This page is made of the program's own model: `mvn verify -pl cli -am -Dtest=ReferenceTest
      -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write` writes it again, and a test fails while it is old.

      `gateway` and `connector` take each of their flags from a YAML file, too (`--config`): the key is the flag without the hyphens in
      front, and a flag wins. [commands.md](commands.md) tells what the commands do, and their exit codes.

      | environment variable | read by | what for |
      | --- | --- | --- |
      | `HTTPS_PROXY`, `https_proxy` | `connector`, `doctor` | the proxy on the way to a gateway, `http://[<user>:<password>@]<host>[:<port>]` |
      | `NO_PROXY`, `no_proxy` | `connector`, `doctor` | what is reached without it |
      | `KUBECONFIG` | all but `gateway` and `connector` | the kubeconfig, where no flag names one; one file |
      | `NO_COLOR` | all but `gateway` and `connector` | no colours, also on a terminal |
      | `JETWAY_JAVA_OPTIONS` | the launcher of the archive | more options for the JVM |
      """;

  private Reference() {}

  /** The page. */
  static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (CommandSpec command : commands(Jetway.commandLine().getCommandSpec())) {
      section(page, command);
    }
    return page.toString();
  }

  /** Those that do something, in the order of the help. */
  private static List<CommandSpec> commands(CommandSpec command) {
    List<CommandSpec> found = new ArrayList<>();
    for (CommandLine subcommand : command.subcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      if (spec.usageMessage().hidden()) {
        continue;
      }
      if (spec.subcommands().isEmpty()) {
        found.add(spec);
      }
      found.addAll(commands(spec));
    }
    return found;
  }

  private static void section(StringBuilder page, CommandSpec command) {
    page.append("\n## ").append(command.qualifiedName()).append("\n\n");
    page.append(String.join(" ", command.usageMessage().description())).append("\n");
    List<String> rows = new ArrayList<>();
    command
        .positionalParameters()
        .forEach(parameter ->
            rows.add(row("`" + parameter.paramLabel() + "`", "", parameter.description())));
    command.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .forEach(option -> rows.add(row(names(option), defaultOf(option), option.description())));
    if (!rows.isEmpty()) {
      page.append("\n| setting | default | meaning |\n| --- | --- | --- |\n");
      rows.forEach(page::append);
    }
  }

  private static String names(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    boolean takesValue = option.arity().max() > 0;
    return names + (takesValue ? " `" + option.paramLabel() + "`" : "");
  }

  private static String defaultOf(OptionSpec option) {
    String value = option.defaultValue();
    return value == null || value.isEmpty() ? "" : "`" + value + "`";
  }

  private static String row(String setting, String defaultValue, String... description) {
    String text = String.join(" ", description).replaceAll(" Default: \\$\\{DEFAULT-VALUE}", "");
    return "| "
        + setting.replace("|", "\\|")
        + " | "
        + defaultValue
        + " | "
        + text.replace("|", "\\|")
        + " |\n";
  }
}
