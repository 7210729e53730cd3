package dev.jetway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A YAML file with settings, named as the flags are, without the hyphens in front:
 *
 * <pre>
 * listen: 0.0.0.0:8443
 * tls-name: [gateway.example.org, 192.0.2.7]
 * </pre>
 *
 * A flag wins over the file. Unknown keys are refused.
 */
final class ConfigurationFile {
  private ConfigurationFile() {}

  /** Gives every option that was not on the command line its value from the file, if it has one. */
  static void apply(Path file, CommandSpec spec, ParseResult given, Mistakes mistakes) {
    Map<String, List<String>> values = read(file, mistakes);
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      OptionSpec option = spec.findOption("--" + entry.getKey());
      if (option == null || option.usageHelp() || entry.getKey().equals("config")) {
        mistakes.add("%s: unknown setting \"%s\"".formatted(file, entry.getKey()));
      } else if (!given.hasMatchedOption(option)) {
        set(option, entry.getValue(), file, mistakes);
      }
    }
  }

  private static void set(OptionSpec option, List<String> values, Path file, Mistakes mistakes) {
    if (option.isMultiValue()) {
      option.setValue(List.copyOf(values));
    } else if (values.size() == 1) {
      option.setValue(values.getFirst());
    } else {
      mistakes.add("%s: %s takes one value".formatted(file, option.longestName()));
    }
  }

  private static Map<String, List<String>> read(Path file, Mistakes mistakes) {
    Object document;
    try {
      document =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
    } catch (IOException e) {
      mistakes.add("--config: cannot read file \"" + file + "\"");
      return Map.of();
    } catch (YamlEngineException e) {
      mistakes.add(file + ": is not valid YAML" + where(e));
      return Map.of();
    }
    if (document == null) {
      return Map.of();
    }
    if (!(document instanceof Map<?, ?> map)) {
      mistakes.add(file + ": must hold settings as \"name: value\" lines");
      return Map.of();
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      if (value == null) {
        mistakes.add("%s: %s has no value".formatted(file, key));
      } else {
        values.put(String.valueOf(key), texts(value, key, file, mistakes));
      }
    });
    return values;
  }

  private static String where(YamlEngineException e) {
    return e instanceof MarkedYamlEngineException marked
        ? marked
            .getProblemMark()
            .map(mark -> " at line " + (mark.getLine() + 1) + ": " + marked.getProblem())
            .orElse("")
        : "";
  }

  private static List<String> texts(Object value, Object key, Path file, Mistakes mistakes) {
    List<String> texts = new ArrayList<>();
    List<?> elements = value instanceof List<?> list ? list : List.of(value);
    for (Object element : elements) {
      switch (element) {
        case String text -> texts.add(text);
        case Boolean bool -> texts.add(bool.toString());
        case Number number -> texts.add(number.toString());
        default -> mistakes.add("%s: %s must be text or a list of texts".formatted(file, key));
      }
    }
    return texts;
  }
}
