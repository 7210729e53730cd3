package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.kube.ApiServerEndpoint;
import dev.jetway.kube.Kubeconfig;
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
  private static final int PEERS = 1000;
  private static final int AT_ONCE = 10;

  /** Ten lists of 100,000 objects take two cores longer than kube-apiserver's usual minute. */
  private static final String PATIENT = "--request-timeout=10m";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--objects",
      description = "How many objects the longest LIST has. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10000")
  private int objects = 10_000;

  @Option(
      names = "--watchers",
      split = ",",
      paramLabel = "N",
      description = "How many watches are opened, one measurement each. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1000,10000")
  private List<Integer> watchers = List.of();

  @Option(
      names = "--only",
      paramLabel = "calls|watches|lists|connecting",
      description = "Measure only this; without it, all four.",
      defaultValue = "")
  private String only = "";

  @Override
  public Integer call() {
    CommandSpec command =
        Optional.ofNullable(spec).orElseThrow(() -> new IllegalStateException("picocli sets it"));
    PrintWriter out = command.commandLine().getOut();
    ControlPlanes planes = ControlPlanes.find(line -> say(out, line));
    try {
      if (wants("connecting")) {
        try (Rig rig = Rig.start(planes);
            ConnectMeasurement measurement = ConnectMeasurement.start(rig)) {
          connecting(out, measurement);
        }
      }
      if (!only.equals("connecting")) {
        try (Rig rig = Rig.start(planes, PATIENT);
            Installation installation =
                Installation.between(rig.provider(), rig.consumer(), "bench")) {
          measure(out, installation);
        }
      }
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
    String claims = "/apis/platform.example.org/v1/namespaces/%s/postgresinstances";
    try (ApiClient here = installation.consumer().api();
        ApiClient there = installation.provider().api()) {
      Route jetway =
          new Route(
              "jetway",
              here,
              endpoint(installation.consumer()),
              claims.formatted("default"),
              List.of(consumer, connector, gateway, provider));
      Route direct =
          new Route(
              "direct",
              there,
              endpoint(installation.provider()),
              claims.formatted(installation.providerNamespace("default")),
              List.of(provider));
      if (wants("calls")) {
        calls(out, jetway, direct);
      }
      if (wants("watches")) {
        try (ReverseProxyPeer peer =
            ReverseProxyPeer.start(installation.provider(), installation.consumer())) {
          Route proxy =
              new Route(
                  "reverse proxy",
                  here,
                  endpoint(installation.consumer()),
                  ReverseProxyPeer.COLLECTION,
                  List.of(consumer, peer.accounting(), provider));
          watches(
              out,
              new WatchMeasurement(
                  jetway,
                  proxy,
                  direct,
                  connector,
                  installation.consumer().workDirectory().resolve("watchers")));
        }
      }
      if (wants("lists")) {
        lists(out, new ListMeasurement(jetway, direct, connector, gateway));
      }
    }
  }

  private boolean wants(String part) {
    return only.isEmpty() || only.equals(part);
  }

  private static void connecting(PrintWriter out, ConnectMeasurement measurement) {
    say(out, "");
    say(out, "| from → to | median | longest |");
    say(out, "| --- | --- | --- |");
    say(out, measurement.firstClaim());
    measurement.offers().forEach(row -> say(out, row));
    say(out, "");
    say(
        out,
        "| APIs | connector's live heap | resident | start → ready | → the last API listed | CPU until then |");
    say(out, "| --- | --- | --- | --- | --- | --- |");
    measurement.manyCrds().forEach(row -> say(out, row));
  }

  private static void calls(PrintWriter out, Route jetway, Route direct) {
    say(out, "");
    say(
        out,
        "| call | latency through jetway | direct | ratio | CPU through jetway | direct | ratio |");
    say(out, "| --- | --- | --- | --- | --- | --- | --- |");
    new CallComparison(jetway, direct).run().forEach(row -> say(out, row));
  }

  private void watches(PrintWriter out, WatchMeasurement measurement) {
    say(out, "");
    say(
        out,
        "| watchers | watches at the provider | connector's heap a watcher | event at the last watcher"
            + " | through a reverse proxy (watchers) | ratio | CPU for a watcher and event | the same there |");
    say(out, "| --- | --- | --- | --- | --- | --- | --- | --- |");
    measurement.prepare();
    watchers.forEach(count -> say(out, measurement.run(count, Math.min(count, PEERS))));
    say(out, "");
    say(
        out,
        "A tenth more watchers that never read: the others wait %.2f times as long."
            .formatted(measurement.costOfSilentWatchers(Math.min(watchers.getFirst(), PEERS))));
  }

  private void lists(PrintWriter out, ListMeasurement measurement) {
    say(out, "");
    say(
        out,
        "| LIST of 2 KB objects | size | first byte | direct | whole | direct | ratio | connector grows by | gateway grows by |");
    say(out, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    measurement.fill(0, objects / 10);
    say(out, measurement.run(objects / 10, ListMeasurement.MOST_RECENT, 1));
    double cache = measurement.cacheGrowth(objects / 10, objects);
    say(out, measurement.run(objects, ListMeasurement.MOST_RECENT, 1));
    say(out, measurement.run(objects, ListMeasurement.MOST_RECENT, AT_ONCE));
    say(out, measurement.run(objects, ListMeasurement.CACHED, 1));
    say(out, "");
    say(
        out,
        "The connector's live heap grew by %.2f times the bytes of the objects that were added."
            .formatted(cache));
  }

  private static ApiServerEndpoint endpoint(ControlPlane plane) {
    return Kubeconfig.load(plane.adminKubeconfig(), Optional.empty());
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
