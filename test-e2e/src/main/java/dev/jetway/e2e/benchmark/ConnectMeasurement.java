package dev.jetway.e2e.benchmark;

import dev.jetway.cli.Jetway;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.kube.AggregatedDiscovery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What people wait for: from {@code jetway connect} to the first claim, from the offer of a CRD to
 * its use, and what a connector needs for 200 of them. Gateway and connector run already.
 */
final class ConnectMeasurement implements AutoCloseable {
  private static final int ROUNDS = 5;
  private static final int OFFERS = 11;
  private static final int CRDS = 200;
  private static final int CRDS_A_GROUP = 10;

  /** About 60 KB of schema, as many of Crossplane's providers have it. */
  private static final int PROPERTIES = 400;

  private static final String GROUP = "platform.example.org";
  private static final String CLAIM = "/apis/" + GROUP + "/v1/namespaces/default/postgresinstances";

  private final Rig rig;
  private final GatewayInstallation gateway;
  private final ConnectorInstallation connector;
  private final ApiClient here;
  private final ApiClient there;

  private ConnectMeasurement(
      Rig rig, GatewayInstallation gateway, ConnectorInstallation connector) {
    this.rig = rig;
    this.gateway = gateway;
    this.connector = connector;
    this.here = rig.consumer().api();
    this.there = rig.provider().api();
  }

  /** Starts gateway and connector, not connected. */
  static ConnectMeasurement start(Rig rig) {
    GatewayInstallation gateway = GatewayInstallation.withSamples(rig.provider());
    gateway.caFile(); // it is there once the gateway has made its certificate
    ConnectorInstallation connector =
        ConnectorInstallation.install(
            TargetCluster.of(rig.consumer()), List.of("--shutdown-delay=0s"), Map.of());
    ConnectMeasurement measurement = new ConnectMeasurement(rig, gateway, connector);
    measurement.ready();
    return measurement;
  }

  /** From the command to the answer 201 to a claim: the first time, and the median of more. */
  String firstClaim() {
    double first = connect();
    List<Double> more = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      more.add(connect());
    }
    return "| `jetway connect --bind` → first claim accepted | %.0f ms | %.0f ms, the first time %.0f ms |"
        .formatted(Medians.of(more), Collections.max(more), first);
  }

  /** From the label on a CRD that the control plane serves to the answer 200 to a list. */
  List<String> offers() {
    run("connect", "--gateway=localhost:" + gateway.port(), "--pull", "--no-install", "--name=b");
    List<String> rows =
        List.of(
            offers("a CRD is offered, of a group that is new to the consumer", "new%d.example.org"),
            offers("a CRD is offered, of a group that is there", "storage.example.org"));
    run("disconnect", "--name=b", "--objects=delete");
    return rows;
  }

  /** Memory and start of a connector, with the samples alone and with 200 CRDs more. */
  List<String> manyCrds() {
    run("connect", "--gateway=localhost:" + gateway.port(), "--pull", "--no-install", "--name=m");
    awaitServed("/apis/storage.example.org/v1/namespaces/default/buckets");
    List<String> rows = new ArrayList<>();
    rows.add(start("2", "/apis/storage.example.org/v1/namespaces/default/buckets"));
    List<GeneratedCrd> crds = new ArrayList<>();
    for (int i = 0; i < CRDS; i++) {
      crds.add(
          new GeneratedCrd(
              "many%d.example.org".formatted(i / CRDS_A_GROUP), "things" + i, PROPERTIES));
    }
    crds.forEach(this::create);
    crds.forEach(crd -> awaitAt(there, crd.objects()));
    crds.forEach(crd -> label(crd, true));
    crds.forEach(crd -> awaitServed(crd.objects()));
    rows.add(
        start(
            "%d of %d KB".formatted(CRDS, crds.getFirst().json().length() / 1000),
            crds.getLast().objects()));
    return rows;
  }

  private double connect() {
    long start = System.nanoTime();
    run(
        "connect",
        "--gateway=localhost:" + gateway.port(),
        "--bind=" + GROUP,
        "--no-install",
        "--name=c");
    Waiting.until(
        "the first claim",
        () ->
            here.send("POST", CLAIM, "application/json", ClaimBody.json("first", 500)).statusCode()
                == 201);
    double took = (System.nanoTime() - start) / 1e6;
    run("disconnect", "--name=c", "--objects=delete");
    return took;
  }

  private String offers(String what, String group) {
    List<Double> used = new ArrayList<>();
    List<Double> discovered = new ArrayList<>();
    for (int i = 0; i < OFFERS; i++) {
      GeneratedCrd crd = new GeneratedCrd(group.formatted(i), "offers" + i, 20);
      create(crd);
      awaitAt(there, crd.objects());
      long start = System.nanoTime();
      label(crd, true);
      awaitServed(crd.objects());
      used.add((System.nanoTime() - start) / 1e6);
      Waiting.until("the discovery of " + crd.name(), () -> discovers(crd));
      discovered.add((System.nanoTime() - start) / 1e6);
    }
    return "| %s → listed; in `kubectl api-resources` | %.0f ms; %.0f ms | %.0f ms; %.0f ms |"
        .formatted(
            what,
            Medians.of(used),
            Medians.of(discovered),
            Collections.max(used),
            Collections.max(discovered));
  }

  private String start(String apis, String last) {
    ProcessAccounting before = new ProcessAccounting(connector.process().process());
    long heap = before.liveHeap();
    long resident = before.resident();
    List<Double> ready = new ArrayList<>();
    List<Double> served = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      connector.process().stop();
      long start = System.nanoTime();
      connector.process().restart();
      ready();
      ready.add((System.nanoTime() - start) / 1e6);
      awaitServed(last);
      served.add((System.nanoTime() - start) / 1e6);
      cpu.add(new ProcessAccounting(connector.process().process()).cpu().toNanos() / 1e6);
    }
    return "| %s | %.1f MB | %.0f MB | %.0f ms | %.0f ms | %.0f ms |"
        .formatted(
            apis,
            heap / 1e6,
            resident / 1e6,
            Medians.of(ready),
            Medians.of(served),
            Medians.of(cpu));
  }

  private void ready() {
    Waiting.until(
        "the connector",
        () -> {
          try (ApiClient client = connector.callerWithoutCertificate()) {
            return client.get("/readyz").statusCode() == 200;
          } catch (RigException _) {
            return false; // it does not listen yet, or has no certificate
          }
        });
  }

  private void awaitServed(String path) {
    awaitAt(here, path);
  }

  private static void awaitAt(ApiClient client, String path) {
    Waiting.until(path, () -> client.get(path).statusCode() == 200);
  }

  private boolean discovers(GeneratedCrd crd) {
    HttpResponse<String> answer =
        here.send(here.request("/apis").GET().header("Accept", AggregatedDiscovery.MEDIA_TYPE));
    return answer.body().contains("\"" + crd.plural() + "\"");
  }

  private void create(GeneratedCrd crd) {
    check(there.send("POST", GeneratedCrd.COLLECTION, "application/json", crd.json()));
  }

  private void label(GeneratedCrd crd, boolean offered) {
    check(
        there.send(
            "PATCH", crd.path(), "application/merge-patch+json", GeneratedCrd.offer(offered)));
  }

  private static void check(HttpResponse<String> answer) {
    if (answer.statusCode() > 201) {
      throw new RigException("a write was answered " + answer.body());
    }
  }

  private void run(String command, String... flags) {
    List<String> line = new ArrayList<>(List.of(command, "prod"));
    line.addAll(List.of(flags));
    line.add("--provider-kubeconfig=" + rig.provider().adminKubeconfig());
    line.add("--consumer-kubeconfig=" + rig.consumer().adminKubeconfig());
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int code =
        Jetway.commandLine().setOut(writer).setErr(writer).execute(line.toArray(String[]::new));
    if (code != 0) {
      throw new RigException("jetway " + command + " failed:\n" + out);
    }
  }

  @Override
  public void close() {
    here.close();
    there.close();
    connector.close();
    gateway.close();
  }
}
