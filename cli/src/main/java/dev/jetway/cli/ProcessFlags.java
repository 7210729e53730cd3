package dev.jetway.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Flags that every long-running command has. Text as given: parsed by the settings records. */
final class ProcessFlags {
  @Option(
      names = "--config",
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "YAML file with the same settings, named as the flags without the hyphens. A flag wins.")
  String config = "";

  @Option(
      names = "--kubeconfig",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Kubeconfig of this side's cluster. Default: the pod's ServiceAccount.")
  String kubeconfig = "";

  @Option(
      names = "--context",
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of the kubeconfig. Default: its current one.")
  String context = "";

  @Option(
      names = "--shutdown-delay",
      paramLabel = "<duration>",
      defaultValue = "5s",
      description =
          "How long to go on serving after a stop signal, while /readyz says no, so that load "
              + "balancers turn away first. Default: ${DEFAULT-VALUE}")
  String shutdownDelay = "";

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of log lines on stderr. Default: ${DEFAULT-VALUE}")
  String logFormat = "";

  @Option(
      names = "--log-level",
      paramLabel = "<level>",
      defaultValue = "info",
      description = "debug, info, warn or error. Default: ${DEFAULT-VALUE}")
  String logLevel = "";

  /** Fills in what the configuration file says, if there is one. */
  void readConfigurationFile(CommandSpec spec, Mistakes mistakes) {
    if (!config.isEmpty()) {
      ConfigurationFile.apply(Path.of(config), spec, spec.commandLine().getParseResult(), mistakes);
    }
  }

  ClusterAccess cluster(Mistakes mistakes) {
    return ClusterAccess.of("", kubeconfig, context, mistakes);
  }

  LogSettings log(Mistakes mistakes) {
    return LogSettings.of(logFormat, logLevel, mistakes);
  }
}
