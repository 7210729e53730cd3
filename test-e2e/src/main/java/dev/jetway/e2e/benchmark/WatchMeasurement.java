package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.RigException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many watches of one resource: how many of them reach the control plane, the memory of one, and
 * how long an event takes to the last of them, against the same number of watches through a plain
 * reverse proxy behind the same API server.
 */
final class WatchMeasurement {
  private static final int WARM_UP = 5;
  private static final int EVENTS = 21;
  private static final Pattern WATCHES =
      Pattern.compile(
          "apiserver_longrunning_requests\\{[^}]*group=\"platform.example.org\"[^}]*"
              + "resource=\"postgresinstances\"[^}]*verb=\"WATCH\"[^}]*} (\\d+)");

  private final Route jetway;
  private final Route proxy;
  private final Route direct;
  private final ProcessAccounting connector;

  /**
   * A measurement.
   *
   * @param proxy objects of the same kind and size through the reverse proxy
   * @param direct the objects of {@code jetway} straight at the provider
   */
  WatchMeasurement(Route jetway, Route proxy, Route direct, ProcessAccounting connector) {
    this.jetway = jetway;
    this.proxy = proxy;
    this.direct = direct;
    this.connector = connector;
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
    try (Watchers shared = Watchers.open(jetway, version(jetway), watchers, 0);
        Watchers single = Watchers.open(proxy, version(proxy), peers, 0)) {
      double held = (connector.liveHeap() - before) / 1024.0 / watchers;
      int upstream = upstream();
      List<Double> through = new ArrayList<>();
      List<Double> peer = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < WARM_UP + EVENTS; i++) {
        double ours = event(jetway, shared, i);
        double theirs = event(proxy, single, i);
        if (i >= WARM_UP) {
          through.add(ours);
          peer.add(theirs);
          ratios.add(ours / theirs);
        }
      }
      return "| %,d | %d | %.1f KiB | %.0f ms | %.0f ms (%,d) | **%.2f** |"
          .formatted(
              watchers,
              upstream,
              held,
              Medians.of(through),
              Medians.of(peer),
              peers,
              Medians.of(ratios));
    }
  }

  /**
   * How much longer the last of the others waits because one watcher in ten does not read: the
   * median ratio.
   */
  double costOfSilentWatchers(int watchers) {
    List<Double> ratios = new ArrayList<>();
    String version = version(jetway);
    try (Watchers alone = Watchers.open(jetway, version, watchers, 0)) {
      List<Double> before = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        before.add(event(jetway, alone, i));
      }
      double usual = Medians.of(before);
      try (Watchers _ = Watchers.open(jetway, version, 0, watchers / 10)) {
        for (int i = 0; i < EVENTS; i++) {
          ratios.add(event(jetway, alone, i) / usual);
        }
      }
    }
    return Medians.of(ratios);
  }

  /** Milliseconds from the write until the last watcher has its event. */
  private double event(Route route, Watchers watchers, int i) {
    watchers.expect();
    long start = System.nanoTime();
    HttpResponse<String> answer =
        direct
            .client()
            .send(
                "PATCH",
                (route.equals(jetway) ? direct.collection() : proxy.collection()) + "/watched",
                "application/merge-patch+json",
                "{\"spec\":{\"parameters\":{\"watch\":\"" + start + "-" + i + "\"}}}");
    check(answer);
    watchers.awaitAll();
    return (System.nanoTime() - start) / 1e6;
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
