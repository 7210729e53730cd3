package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.RigException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jetway benchmark}. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the way consumer kube-apiserver, connector, tunnel, provider against the same calls straight to the provider.",
      "Prints Markdown tables: medians from one run, the two ways in turn. CPU is what all processes on the way used, by the operating"
          + " system's accounting."
    })
public final class BenchmarkCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--objects",
      description = "How many objects the longest LIST has. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10000")
  private int objects = 10_000;

  @Option(
      names = "--watchers",
      description = "How many watches are opened. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1000")
  private int watchers = 1000;

  @Option(
      names = "--only",
      paramLabel = "calls|watches|lists",
      description = "Measure only this; without it, all three.",
      defaultValue = "")
  private String only = "";

  @Override
  public Integer call() {
    CommandSpec command =
        Optional.ofNullable(spec).orElseThrow(() -> new IllegalStateException("picocli sets it"));
    PrintWriter out = command.commandLine().getOut();
    try (Rig rig = Rig.start(ControlPlanes.find(line -> say(out, line)));
        Installation installation = Installation.between(rig.provider(), rig.consumer(), "bench")) {
      measure(out, installation);
      return 0;
    } catch (RigException e) {
      command.commandLine().getErr().println("jetway benchmark failed: " + e.getMessage());
      return 1;
    }
  }

  private void measure(PrintWriter out, Installation installation) {
    ProcessAccounting connector =
        new ProcessAccounting(installation.connector().process().process());
    ProcessAccounting gateway = new ProcessAccounting(installation.gateway().process().process());
    ProcessAccounting provider = apiServer(installation.provider());
    ProcessAccounting consumer = apiServer(installation.consumer());
    try (ApiClient here = installation.consumer().api();
        ApiClient there = installation.provider().api()) {
      Route jetway =
          new Route(
              "jetway",
              here,
              installation.consumer()::api,
              "default",
              List.of(consumer, connector, gateway, provider));
      Route direct =
          new Route(
              "direct",
              there,
              installation.provider()::api,
              installation.providerNamespace("default"),
              List.of(provider));

      if (only.isEmpty() || only.equals("calls")) {
        say(out, "");
        say(
            out,
            "| call | latency through jetway | direct | ratio | CPU through jetway | direct | ratio |");
        say(out, "| --- | --- | --- | --- | --- | --- | --- |");
        new CallComparison(jetway, direct).run().forEach(row -> say(out, row));
      }
      if (only.isEmpty() || only.equals("watches")) {
        say(out, "");
        say(
            out,
            "| watchers | connector's heap a watch | gateway's | event at the last watcher | direct | ratio |");
        say(out, "| --- | --- | --- | --- | --- | --- |");
        say(out, new WatchMeasurement(jetway, direct, connector, gateway).run(watchers));
      }
      if (only.isEmpty() || only.equals("lists")) {
        say(out, "");
        say(
            out,
            "| LIST of 2 KB objects | size | first byte | direct | whole | direct | ratio | connector grows by | gateway grows by |");
        say(out, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        ListMeasurement lists = new ListMeasurement(jetway, direct, connector, gateway);
        say(out, lists.run(0, objects / 10));
        say(out, lists.run(objects / 10, objects));
      }
    }
  }

  private static ProcessAccounting apiServer(ControlPlane controlPlane) {
    return controlPlane
        .process(Component.API_SERVER)
        .map(ProcessAccounting::new)
        .orElseThrow(() ->
            new RigException(
                "the benchmark needs control planes that are processes of this machine"));
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
