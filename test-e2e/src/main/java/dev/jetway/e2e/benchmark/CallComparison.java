package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.RigException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * GET, CREATE and PATCH of one claim, one after the other on one connection, in rounds that
 * alternate between the two routes.
 */
final class CallComparison {
  private static final int ROUNDS = 11;
  private static final int CALLS = 100;
  private static final int WARM_UP_ROUNDS = 4;

  private final Route jetway;
  private final Route direct;
  private int created;

  /** What is called. */
  private enum Call {
    GET,
    CREATE,
    PATCH
  }

  /** Wall time and CPU time of one call in a round, in microseconds. */
  private record Cost(double latency, double cpu) {}

  CallComparison(Route jetway, Route direct) {
    this.jetway = jetway;
    this.direct = direct;
  }

  /** Table rows in Markdown. */
  List<String> run() {
    check(jetway, create(jetway, "bench")); // both ways lead to the same objects
    List<String> rows = new ArrayList<>();
    for (Call call : Call.values()) {
      rows.add(compare(call));
    }
    return rows;
  }

  private String compare(Call call) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      round(jetway, call);
      round(direct, call);
    }
    List<Cost> through = new ArrayList<>();
    List<Cost> straight = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      through.add(round(jetway, call));
      straight.add(round(direct, call));
    }
    double[] latency = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      latency[i] = through.get(i).latency() / straight.get(i).latency();
      cpu[i] = through.get(i).cpu() / straight.get(i).cpu();
    }
    return "| %s | %.0f µs | %.0f µs | **%.2f** | %.0f µs | %.0f µs | **%.2f** |"
        .formatted(
            call,
            Medians.of(through.stream().map(Cost::latency).toList()),
            Medians.of(straight.stream().map(Cost::latency).toList()),
            Medians.of(latency),
            Medians.of(through.stream().map(Cost::cpu).toList()),
            Medians.of(straight.stream().map(Cost::cpu).toList()),
            Medians.of(cpu));
  }

  private Cost round(Route route, Call call) {
    Duration cpuBefore = route.cpu();
    double[] latencies = new double[CALLS];
    for (int i = 0; i < CALLS; i++) {
      HttpRequest.Builder request = request(route, call);
      long start = System.nanoTime();
      HttpResponse<String> response = route.client().send(request);
      latencies[i] = (System.nanoTime() - start) / 1000.0;
      if (response.statusCode() > 201) {
        check(route, response);
      }
    }
    double cpu = route.cpu().minus(cpuBefore).toNanos() / 1000.0 / CALLS;
    return new Cost(Medians.of(latencies), cpu);
  }

  private HttpRequest.Builder request(Route route, Call call) {
    return switch (call) {
      case GET -> route.client().request(route.collection() + "/bench").GET();
      case CREATE -> createRequest(route, "bench-" + created++);
      case PATCH ->
          route
              .client()
              .request(route.collection() + "/bench")
              .method(
                  "PATCH",
                  BodyPublishers.ofString(
                      "{\"spec\":{\"parameters\":{\"round\":\"" + created++ + "\"}}}"))
              .header("Content-Type", "application/merge-patch+json");
    };
  }

  private static HttpResponse<String> create(Route route, String name) {
    return route.client().send(createRequest(route, name));
  }

  private static HttpRequest.Builder createRequest(Route route, String name) {
    return route
        .client()
        .request(route.collection())
        .POST(BodyPublishers.ofString(ClaimBody.json(name, 1000)))
        .header("Content-Type", "application/json");
  }

  private static void check(Route route, HttpResponse<String> response) {
    if (response.statusCode() > 201) {
      throw new RigException(
          route.name() + " answered " + response.statusCode() + ": " + response.body());
    }
  }
}
