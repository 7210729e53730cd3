package dev.jetway.e2e.demo;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.e2e.rig.Samples;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jetway demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the main job with two real Kubernetes control planes: starts them, connects one to the other, and plays the life of a claim"
          + " with kubectl.",
      "At the end everything keeps running, for you to try; Ctrl-C stops it and removes all files."
    },
    footer = {
      "",
      "Examples:",
      "  jetway demo                 leaves the set-up running, with the two kubeconfig paths printed",
      "  jetway demo --exit          stops at the end; the exit code says whether every step worked",
      "  jetway demo --provider-kubeconfig control-plane.yaml --consumer-kubeconfig team-a.yaml",
      "                              uses two clusters that you have; what was installed is listed at the end"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String CLUSTER = "demo";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--exit", description = "Stop at the end instead of leaving the set-up running.")
  private boolean exit;

  @Option(
      names = "--provider-kubeconfig",
      paramLabel = "FILE",
      description =
          "An admin's kubeconfig of the cluster that offers the APIs; without it a control plane is started.")
  private @Nullable Path providerKubeconfig;

  @Option(
      names = "--consumer-kubeconfig",
      paramLabel = "FILE",
      description =
          "An admin's kubeconfig of the cluster that uses them; without it a control plane is started.")
  private @Nullable Path consumerKubeconfig;

  @Option(
      names = "--reachable-as",
      paramLabel = "HOST",
      description =
          "The name or address under which the consumer's API server reaches this machine, where the connector runs; only with"
              + " --consumer-kubeconfig. Default: ${DEFAULT-VALUE}.",
      defaultValue = "localhost")
  private String reachableAs = "localhost";

  @Override
  public Integer call() {
    CommandSpec command = spec();
    if ((providerKubeconfig == null) != (consumerKubeconfig == null)) {
      throw new ParameterException(
          command.commandLine(),
          "--provider-kubeconfig and --consumer-kubeconfig go together: give both or none");
    }
    PrintWriter out = command.commandLine().getOut();
    Stage stage = new Stage(out, CommandLine.Help.Ansi.AUTO.enabled());
    try (DemoClusters clusters = clusters(stage)) {
      return play(stage, clusters);
    } catch (RigException e) {
      command.commandLine().getErr().println("jetway demo failed: " + e.getMessage());
      return 1;
    }
  }

  private DemoClusters clusters(Stage stage) {
    return providerKubeconfig == null || consumerKubeconfig == null
        ? DemoClusters.start(stage)
        : DemoClusters.existing(providerKubeconfig, consumerKubeconfig, reachableAs);
  }

  private int play(Stage stage, DemoClusters clusters) {
    TargetCluster provider = clusters.provider();
    TargetCluster consumer = clusters.consumer();
    stage.title("Connect the consumer cluster to the control plane");
    provider.kubectl().apply(Samples.POSTGRES_CRD.yaml());
    provider.kubectl().apply(Samples.BUCKET_CRD.yaml());
    stage.say(
        "provider: two APIs are offered, postgresinstances.platform.example.org and buckets.storage.example.org");
    try (GatewayInstallation gateway =
            stage.during(
                "provider: install and start the gateway",
                () -> GatewayInstallation.install(provider));
        ConnectorInstallation _ =
            stage.during(
                "consumer: install and start the connector", () -> connect(gateway, consumer))) {
      stage.say(
          "the connector dialled out to the gateway on port "
              + gateway.port()
              + "; nothing listens for the other direction");
      new DemoScript(stage, provider, consumer, CLUSTER).play(Samples.POSTGRES.yaml());
      stage.title("Done");
      if (exit) {
        return 0;
      }
      clusters.printHowToGoOn(stage);
      awaitInterrupt();
    }
    return 0;
  }

  private static ConnectorInstallation connect(
      GatewayInstallation gateway, TargetCluster consumer) {
    ConnectorInstallation connector =
        ConnectorInstallation.install(
            consumer, "localhost:" + gateway.port(), gateway.caFile(), gateway.enrol(CLUSTER));
    connector.awaitAvailable("platform.example.org", "v1");
    connector.awaitAvailable("storage.example.org", "v1");
    return connector;
  }

  /** Until Ctrl-C: the JVM's shutdown ends the processes. */
  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private CommandSpec spec() {
    return Optional.ofNullable(spec)
        .orElseThrow(() -> new IllegalStateException("picocli sets it"));
  }
}
