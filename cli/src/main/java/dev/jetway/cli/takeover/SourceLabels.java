package dev.jetway.cli.takeover;

import picocli.CommandLine.Option;

/** The labels by which the other product says where an object comes from. */
final class SourceLabels {
  private static final String PREFIX = "mcp-connector.upbound.io/";

  @Option(
      names = "--cluster-label",
      paramLabel = "<key>",
      defaultValue = PREFIX + "app-cluster",
      description = "Label with the identity of the cluster. Default: ${DEFAULT-VALUE}")
  private String cluster = PREFIX + "app-cluster";

  @Option(
      names = "--namespace-label",
      paramLabel = "<key>",
      defaultValue = PREFIX + "app-namespace",
      description = "Label with the object's namespace there. Default: ${DEFAULT-VALUE}")
  private String namespace = PREFIX + "app-namespace";

  @Option(
      names = "--name-label",
      paramLabel = "<key>",
      defaultValue = PREFIX + "app-resource-name",
      description = "Label with the object's name there. Default: ${DEFAULT-VALUE}")
  private String name = PREFIX + "app-resource-name";

  String cluster() {
    return cluster;
  }

  String namespace() {
    return namespace;
  }

  String name() {
    return name;
  }
}
