package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many watches of one resource: the memory of one, and how long an event takes to the last of them.
 */
final class WatchMeasurement {
  private static final Logger LOG = LoggerFactory.getLogger(WatchMeasurement.class);
  private static final int EVENTS = 15;

  /** kube-apiserver takes 250 streams on a connection. */
  private static final int WATCHES_A_CLIENT = 100;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Route jetway;
  private final Route direct;
  private final ProcessAccounting connector;
  private final ProcessAccounting gateway;

  /** Counts down once for each watcher that saw the event that is waited for. */
  private final AtomicReference<CountDownLatch> seen = new AtomicReference<>(new CountDownLatch(0));

  WatchMeasurement(
      Route jetway, Route direct, ProcessAccounting connector, ProcessAccounting gateway) {
    this.jetway = jetway;
    this.direct = direct;
    this.connector = connector;
    this.gateway = gateway;
  }

  /** A table row in Markdown for that many watchers. */
  String run(int watchers) {
    HttpResponse<String> _ = // it may be there already
        jetway
            .client()
            .send("POST", jetway.claims(), "application/json", ClaimBody.json("bench", 1000));
    String version = resourceVersion();
    long connectorBefore = connector.liveHeap();
    long gatewayBefore = gateway.liveHeap();
    double[] held = new double[2];
    double through =
        lastEvent(
            jetway,
            watchers,
            version,
            () -> {
              held[0] = (connector.liveHeap() - connectorBefore) / 1024.0 / watchers;
              held[1] = (gateway.liveHeap() - gatewayBefore) / 1024.0 / watchers;
            });
    double straight = lastEvent(direct, watchers, version, () -> {});
    return "| %,d | %.1f KiB | %.1f KiB | %.0f ms | %.0f ms | **%.2f** |"
        .formatted(watchers, held[0], held[1], through, straight, through / straight);
  }

  /**
   * Median time, in milliseconds, from the acknowledged write at the provider until the last
   * watcher has its event.
   */
  private double lastEvent(Route route, int watchers, String version, Runnable whileOpen) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch open = new CountDownLatch(watchers);
      List<HttpResponse<Stream<String>>> streams = new ArrayList<>();
      List<ApiClient> clients = new ArrayList<>();
      for (int i = 0; i < watchers; i++) {
        if (i % WATCHES_A_CLIENT == 0) {
          clients.add(route.moreClients().get());
        }
        ApiClient client = clients.getLast();
        threads.execute(() -> watch(client, route, version, open, streams));
      }
      await(open, "the watches to open");
      double[] delays = new double[EVENTS];
      for (int i = 0; i < EVENTS; i++) {
        CountDownLatch all = new CountDownLatch(watchers);
        seen.set(all);
        long start = System.nanoTime();
        touch(i);
        await(all, "the last watcher");
        delays[i] = (System.nanoTime() - start) / 1e6;
      }
      whileOpen.run();
      synchronized (streams) {
        streams.forEach(stream -> stream.body().close());
      }
      clients.forEach(ApiClient::close);
      threads.shutdownNow();
      return Medians.of(delays);
    }
  }

  private void watch(
      ApiClient client,
      Route route,
      String version,
      CountDownLatch open,
      List<HttpResponse<Stream<String>>> streams) {
    String path = route.claims() + "?watch=true&resourceVersion=" + version;
    try {
      HttpResponse<Stream<String>> response =
          client
              .http()
              .send(
                  client.request(path).timeout(LIMIT.multipliedBy(5)).GET().build(),
                  BodyHandlers.ofLines());
      synchronized (streams) {
        streams.add(response);
      }
      open.countDown();
      response
          .body()
          .filter(line -> line.contains("\"MODIFIED\""))
          .forEach(_ -> seen.get().countDown());
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("a watch ended reason=\"{}\"", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void touch(int i) {
    ApiClient provider = direct.client();
    HttpResponse<String> answer =
        provider.send(
            "PATCH",
            direct.claims() + "/bench",
            "application/merge-patch+json",
            "{\"spec\":{\"parameters\":{\"watch\":\"" + System.nanoTime() + "-" + i + "\"}}}");
    if (answer.statusCode() != 200) {
      throw new RigException("the write was answered " + answer.body());
    }
  }

  private String resourceVersion() {
    String list = direct.client().get(direct.claims() + "?limit=1").body();
    return list.replaceAll("(?s).*?\"metadata\":\\{[^}]*\"resourceVersion\":\"(\\d+)\".*", "$1");
  }

  private static void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new RigException(
            "timed out waiting for " + what + ": " + latch.getCount() + " are missing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for " + what, e);
    }
  }
}
