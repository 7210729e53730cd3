package dev.jetway.cli.cluster;

import picocli.CommandLine.Option;

/** What becomes of the objects at the control plane when a cluster leaves. */
public final class ObjectsFlag {
  /** The choice. */
  public enum Choice {
    /** They stay, and are there again when the cluster is connected again. */
    keep,
    /** They are deleted. */
    delete
  }

  @Option(
      names = "--objects",
      paramLabel = "keep|delete",
      defaultValue = "keep",
      description =
          "What becomes of this cluster's objects at the control plane. Default: ${DEFAULT-VALUE}")
  private Choice choice = Choice.keep;

  /** Whether they are to be deleted. */
  public boolean delete() {
    return choice == Choice.delete;
  }
}
