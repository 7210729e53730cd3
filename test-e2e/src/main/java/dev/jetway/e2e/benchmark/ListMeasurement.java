package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * LIST of many objects of 2 KB without chunks: time to the first byte, to the last, and what the
 * streaming costs in memory.
 */
final class ListMeasurement {
  /** The query of a list that must be most recent. */
  static final String MOST_RECENT = "";

  /** The query of a list that may come from a cache. */
  static final String CACHED = "?resourceVersion=0";

  /** How many objects are listed on each way to warm up, and in what counts. */
  private static final int WARM_UP_OBJECTS = 30_000;

  private static final int COUNTED_OBJECTS = 300_000;
  private static final int MOST_ROUNDS = 7;
  private static final int WRITERS = 16;
  private static final int OBJECT_BYTES = 2048;

  private final Route jetway;
  private final Route direct;
  private final ProcessAccounting connector;
  private final ProcessAccounting gateway;

  /** One LIST, in milliseconds. */
  private record Timing(double firstByte, double total, long bytes) {}

  ListMeasurement(
      Route jetway, Route direct, ProcessAccounting connector, ProcessAccounting gateway) {
    this.jetway = jetway;
    this.direct = direct;
    this.connector = connector;
    this.gateway = gateway;
  }

  /**
   * A table row in Markdown.
   *
   * @param objects how many there are, for the table
   * @param query which list: {@link #MOST_RECENT} or {@link #CACHED}
   * @param atOnce how many lists are made at the same time
   */
  String run(int objects, String query, int atOnce) {
    int listed = objects * atOnce;
    int rounds = Math.clamp(COUNTED_OBJECTS / listed, 1, MOST_ROUNDS);
    for (int i = 0; i < Math.min(WARM_UP_OBJECTS / listed, 3); i++) {
      list(jetway, query, atOnce);
      list(direct, query, atOnce);
    }
    connector.resetPeak();
    gateway.resetPeak();
    long connectorBefore = connector.resident();
    long gatewayBefore = gateway.resident();
    List<Timing> through = new ArrayList<>();
    List<Timing> straight = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      through.add(list(jetway, query, atOnce));
      straight.add(list(direct, query, atOnce));
    }
    long connectorGrowth = connector.peak() - connectorBefore;
    long gatewayGrowth = gateway.peak() - gatewayBefore;
    return "| %,d%s%s | %.1f MB | %.0f ms | %.0f ms | %.0f ms | %.0f ms | **%.2f** | %.1f MB | %.1f MB |"
        .formatted(
            objects,
            query.equals(CACHED) ? ", resourceVersion=0" : "",
            atOnce > 1 ? ", " + atOnce + " at once" : "",
            through.getFirst().bytes() / 1e6,
            Medians.of(through.stream().map(Timing::firstByte).toList()),
            Medians.of(straight.stream().map(Timing::firstByte).toList()),
            Medians.of(through.stream().map(Timing::total).toList()),
            Medians.of(straight.stream().map(Timing::total).toList()),
            ratio(through, straight),
            connectorGrowth / 1e6,
            gatewayGrowth / 1e6);
  }

  /**
   * Creates objects while the connector follows the collection; by how much its heap grows, as a
   * multiple of their bytes.
   */
  double cacheGrowth(int from, int to) {
    long listed = list(jetway, CACHED, 1).bytes();
    long before = connector.liveHeap();
    fill(from, to);
    long added = list(jetway, MOST_RECENT, 1).bytes() - listed;
    return (connector.liveHeap() - before) / (double) added;
  }

  private static double ratio(List<Timing> through, List<Timing> straight) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < through.size(); i++) {
      ratios.add(through.get(i).total() / straight.get(i).total());
    }
    return Medians.of(ratios);
  }

  /** Creates objects straight at the provider, as if the consumer had. */
  void fill(int from, int to) {
    Origin origin = Origin.read(jetway, direct);
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<HttpResponse<String>>> writes = new ArrayList<>();
      for (int i = from; i < to; i++) {
        String name = "list-" + i;
        writes.add(
            writers.submit(() ->
                direct
                    .client()
                    .send(
                        "POST",
                        direct.collection(),
                        "application/json",
                        origin.label(name, ClaimBody.json(name, OBJECT_BYTES)))));
      }
      for (Future<HttpResponse<String>> write : writes) {
        if (write.get().statusCode() != 201) {
          throw new RigException("a create was answered " + write.get().body());
        }
      }
    } catch (ExecutionException e) {
      throw new RigException("could not create the objects: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while creating the objects", e);
    }
  }

  /** Lists at once; the timing of the slowest. */
  private static Timing list(Route route, String query, int atOnce) {
    if (atOnce == 1) {
      return list(route, query);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Timing>> all = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        all.add(threads.submit(() -> list(route, query)));
      }
      Timing slowest = new Timing(0, 0, 0);
      for (Future<Timing> one : all) {
        slowest = one.get().total() > slowest.total() ? one.get() : slowest;
      }
      return slowest;
    } catch (ExecutionException e) {
      throw new RigException("a LIST failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted during lists", e);
    }
  }

  private static Timing list(Route route, String query) {
    try {
      long start = System.nanoTime();
      HttpResponse<InputStream> response =
          route
              .client()
              .http()
              .send(
                  route
                      .client()
                      .request(route.collection() + query)
                      .timeout(Duration.ofMinutes(10))
                      .GET()
                      .build(),
                  BodyHandlers.ofInputStream());
      long bytes = 0;
      double first = 0;
      try (InputStream body = response.body()) {
        byte[] buffer = new byte[64 * 1024];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          if (bytes == 0) {
            first = (System.nanoTime() - start) / 1e6;
          }
          bytes += n;
        }
      }
      if (response.statusCode() != 200) {
        throw new RigException("the LIST was answered " + response.statusCode());
      }
      return new Timing(first, (System.nanoTime() - start) / 1e6, bytes);
    } catch (IOException e) {
      throw new RigException("the LIST broke: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted during a LIST", e);
    }
  }
}
