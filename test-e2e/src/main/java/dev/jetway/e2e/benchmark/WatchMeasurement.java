package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.RigException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Many watches of one resource: how many of them reach the control plane, the memory of one, and
 * how long an event takes to the last of them, against the same number of watches through a plain
 * reverse proxy behind the same API server.
 */
final class WatchMeasurement {
  /** Until Java's compiler has nothing left to do: an event for a watcher each. */
  private static final int WARM_UP_DELIVERIES = 300_000;

  private static final int EVENTS = 21;
  private static final int SILENT_ROUNDS = 3;

  /**
   * Twice what is buffered for a watch on the way: 4 MB by kube-apiserver and as much by a Go
   * client.
   */
  private static final int FILLERS = 32;

  private static final int FILLER_SIZE = 500_000;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Eventually QUIET_SOON = Eventually.within(Duration.ofMinutes(2));
  private static final String ALL = "";
  private static final String WATCHED = "fieldSelector=metadata.name%3Dwatched";
  private static final Pattern WATCHES =
      Pattern.compile(
          "apiserver_longrunning_requests\\{[^}]*group=\"platform.example.org\"[^}]*"
              + "resource=\"postgresinstances\"[^}]*verb=\"WATCH\"[^}]*} (\\d+)");

  private final Route jetway;
  private final Route proxy;
  private final Route direct;
  private final ProcessAccounting connector;
  private final Path folder;

  /**
   * A measurement.
   *
   * @param proxy objects of the same kind and size through the reverse proxy
   * @param direct the objects of {@code jetway} straight at the provider
   * @param folder where the program is built that watches
   */
  WatchMeasurement(
      Route jetway, Route proxy, Route direct, ProcessAccounting connector, Path folder) {
    this.jetway = jetway;
    this.proxy = proxy;
    this.direct = direct;
    this.connector = connector;
    this.folder = folder;
  }

  /** Creates what is watched. */
  void prepare() {
    create(jetway, ClaimBody.json("watched", 1000));
    create(proxy, ReverseProxyPeer.object("watched", 1000));
  }

  /**
   * A table row in Markdown.
   *
   * @param watchers through Jetway
   * @param peers through the reverse proxy
   */
  String run(int watchers, int peers) {
    long before = connector.liveHeap();
    try (Watchers shared = Watchers.open(folder, jetway, version(jetway), ALL, watchers, 0);
        Watchers single = Watchers.open(folder, proxy, version(proxy), ALL, peers, 0)) {
      double held = (connector.liveHeap() - before) / 1024.0 / watchers;
      int upstream = upstream();
      int warmUp = WARM_UP_DELIVERIES / watchers;
      for (int i = 0; i < warmUp; i++) {
        event(jetway, shared, i);
        event(proxy, single, i);
      }
      List<Double> through = new ArrayList<>();
      List<Double> peer = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      Shares ours = new Shares();
      Shares theirs = new Shares();
      for (int i = 0; i < EVENTS; i++) {
        through.add(ours.during(jetway, shared, () -> event(jetway, shared, warmUp)));
        peer.add(theirs.during(proxy, single, () -> event(proxy, single, warmUp)));
        ratios.add(through.getLast() / peer.getLast());
      }
      return "| %,d | %d | %.1f KiB | %.0f ms | %.0f ms (%,d) | **%.2f** | %s | %s |"
          .formatted(
              watchers,
              upstream,
              held,
              Medians.of(through),
              Medians.of(peer),
              peers,
              Medians.of(ratios),
              ours.perEvent(watchers),
              theirs.perEvent(peers));
    }
  }

  /** What an event costs at each station of its way. Not thread-safe. */
  private static final class Shares {
    private final Map<String, Duration> used = new LinkedHashMap<>();
    private int events;

    double during(Route route, Watchers watchers, DoubleSupplier event) {
      List<ProcessAccounting> all = new ArrayList<>(route.processes());
      all.add(watchers.accounting());
      List<Duration> before = all.stream().map(ProcessAccounting::cpu).toList();
      double took = event.getAsDouble();
      for (int i = 0; i < all.size(); i++) {
        Duration spent = all.get(i).cpu().minus(before.get(i));
        used.merge(all.get(i).process().name(), spent, Duration::plus);
      }
      events++;
      return took;
    }

    /** For example {@code connector 12 µs, …}, for one watcher. */
    String perEvent(int watchers) {
      return used.entrySet().stream()
          .map(share ->
              "%s %.0f µs"
                  .formatted(share.getKey(), share.getValue().toNanos() / 1e3 / events / watchers))
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * How much longer the last of the others waits because of a tenth more watchers that do not read:
   * the median ratio of rounds without, with, and without them. Before it counts, these have got
   * more than is buffered for them on the way, so that they are held back.
   */
  double costOfSilentWatchers(int watchers) {
    create(jetway, ClaimBody.json("filler", FILLER_SIZE));
    List<Double> ratios = new ArrayList<>();
    try (Watchers alone = Watchers.open(folder, jetway, version(jetway), WATCHED, watchers, 0)) {
      for (int round = 0; round < SILENT_ROUNDS; round++) {
        double before = medianEvent(alone);
        double with;
        try (Watchers _ = Watchers.open(folder, jetway, version(jetway), ALL, 0, watchers / 10)) {
          for (int i = 0; i < FILLERS; i++) {
            patch(direct.collection() + "/filler", round + "-" + i);
          }
          awaitQuiet();
          with = medianEvent(alone);
        }
        awaitQuiet();
        ratios.add(with / ((before + medianEvent(alone)) / 2));
      }
    }
    return Medians.of(ratios);
  }

  /** Waits until the processes on the way have nothing to do, or the little that they always do. */
  private void awaitQuiet() {
    QUIET_SOON.isTrue("a way without traffic", new Idleness(jetway)::isReached);
  }

  private double medianEvent(Watchers watchers) {
    List<Double> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(event(jetway, watchers, i));
    }
    return Medians.of(events);
  }

  /** Whether processes used less than half a core since the last look. Not thread-safe. */
  private static final class Idleness {
    private final Route route;
    private Duration cpu;
    private long looked = System.nanoTime();

    Idleness(Route route) {
      this.route = route;
      this.cpu = route.cpu();
    }

    boolean isReached() {
      Duration since = Duration.ofNanos(System.nanoTime() - looked);
      if (since.compareTo(LOOK) < 0) {
        return false;
      }
      Duration before = cpu;
      cpu = route.cpu();
      looked = System.nanoTime();
      return cpu.minus(before).multipliedBy(2).compareTo(since) < 0;
    }
  }

  /** Milliseconds from the write until the last watcher has its event. */
  private double event(Route route, Watchers watchers, int i) {
    watchers.expect();
    long start = System.nanoTime();
    String collection = route.equals(jetway) ? direct.collection() : proxy.collection();
    patch(collection + "/watched", start + "-" + i);
    watchers.awaitAll();
    return (System.nanoTime() - start) / 1e6;
  }

  private void patch(String path, String change) {
    check(
        direct
            .client()
            .send(
                "PATCH",
                path,
                "application/merge-patch+json",
                "{\"spec\":{\"parameters\":{\"watch\":\"" + change + "\"}}}"));
  }

  /** The watches of the claims at the provider, whoever has them. */
  private int upstream() {
    Matcher matcher = WATCHES.matcher(direct.client().get("/metrics").body());
    int watches = 0;
    while (matcher.find()) {
      watches += Integer.parseInt(matcher.group(1));
    }
    return watches;
  }

  private static String version(Route route) {
    String list = route.client().get(route.collection() + "?limit=1").body();
    return list.replaceAll(
        "(?s).*\"metadata\":\\{[^}]*\"resourceVersion\":\"(\\d+)\"[^}]*}}.*", "$1");
  }

  private static void create(Route route, String body) {
    check(route.client().send("POST", route.collection(), "application/json", body));
  }

  private static void check(HttpResponse<String> answer) {
    if (answer.statusCode() > 201) {
      throw new RigException("a write was answered " + answer.body());
    }
  }
}
