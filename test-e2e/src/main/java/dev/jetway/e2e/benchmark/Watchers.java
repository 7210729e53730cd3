package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.RigException;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** Many watches of one collection, which count events and throw them away. */
final class Watchers implements AutoCloseable {
  private static final int A_CLIENT = 500;
  private static final int OPENING_AT_ONCE = 20;
  private static final int ATTEMPTS = 20;
  private static final Duration HEAD = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<ApiServerClient> clients = new ArrayList<>();
  private final Queue<StreamedResponse> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> ended = new ConcurrentLinkedQueue<>();
  private final AtomicReference<CountDownLatch> seen = new AtomicReference<>(new CountDownLatch(0));
  private final int reading;

  private Watchers(int reading) {
    this.reading = reading;
  }

  /**
   * Opens watches from a resourceVersion on and waits until all are open.
   *
   * @param reading how many read what comes
   * @param silent how many never read a byte
   */
  static Watchers open(Route route, String resourceVersion, int reading, int silent) {
    Watchers watchers = new Watchers(reading);
    String query = "watch=true&timeoutSeconds=3600&resourceVersion=" + resourceVersion;
    Semaphore opening = new Semaphore(OPENING_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> opened = new ArrayList<>();
      for (int i = 0; i < reading + silent; i++) {
        if (i % A_CLIENT == 0) {
          watchers.clients.add(new ApiServerClient(route.endpoint()));
        }
        ApiServerClient client = watchers.clients.getLast();
        boolean reads = i < reading;
        opened.add(
            threads.submit(() -> {
              opening.acquire();
              try {
                StreamedResponse watch = open(client, route.collection(), query);
                watchers.open.add(watch);
                if (reads) {
                  watchers.new Reader(watch.body()).run();
                }
              } finally {
                opening.release();
              }
              return null;
            }));
      }
      for (Future<?> one : opened) {
        one.get();
      }
      return watchers;
    } catch (ExecutionException e) {
      watchers.close();
      throw new RigException("could not open the watches: " + e.getCause(), e);
    } catch (InterruptedException e) {
      watchers.close();
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while opening watches", e);
    }
  }

  /** From now on an event is waited for. */
  void expect() {
    seen.set(new CountDownLatch(reading));
  }

  /** Waits until every watcher has seen the event. */
  void awaitAll() {
    CountDownLatch latch = seen.get();
    try {
      if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new RigException(
            "%d of %d watchers did not see the event; ended: %s"
                .formatted(latch.getCount(), reading, ended));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for an event", e);
    }
  }

  @Override
  public void close() {
    open.forEach(watch -> watch.cancel(new IOException("the measurement is over")));
    clients.forEach(ApiServerClient::close);
  }

  /** An API server's fairness puts off some of many new watches. */
  private static StreamedResponse open(ApiServerClient client, String path, String query)
      throws IOException {
    HttpFields headers = HttpFields.build().put(HttpHeader.ACCEPT, "application/json");
    for (int attempt = 1; ; attempt++) {
      StreamedResponse answer = client.send("GET", path, query, headers, Optional.empty(), HEAD);
      if (answer.status() == 200) {
        return answer;
      }
      answer.cancel(new IOException("the watch was refused"));
      if (answer.status() != 429 || attempt == ATTEMPTS) {
        throw new RigException("a watch was answered " + answer.status());
      }
    }
  }

  /** Reads a body as it comes; each line is an event. */
  private final class Reader implements Runnable {
    private final Content.Source body;

    Reader(Content.Source body) {
      this.body = body;
    }

    @Override
    public void run() {
      while (true) {
        Content.Chunk chunk = body.read();
        if (chunk == null) {
          body.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          ended.add(chunk.getFailure().toString());
          return;
        }
        count(chunk.getByteBuffer());
        chunk.release();
        if (chunk.isLast()) {
          ended.add("by the server");
          return;
        }
      }
    }

    private void count(ByteBuffer bytes) {
      CountDownLatch latch = seen.get();
      while (bytes.hasRemaining()) {
        if (bytes.get() == '\n') {
          latch.countDown();
        }
      }
    }
  }
}
