package dev.jetway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.RigException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Creates claims one after the other while something breaks, by turns by name and by generateName,
 * each attempt once and with a label of its own, and knows which were acknowledged.
 */
final class ClaimWriter implements AutoCloseable {
  private static final int CREATED = 201;
  private static final String CLAIMS = "/apis/platform.example.org/v1/namespaces/";

  private final ApiClient api;
  private final String namespace;
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicReference<String> lastRefusal = new AtomicReference<>("none");
  private final Thread thread;
  private volatile boolean stopping;

  ClaimWriter(ApiClient api, String namespace) {
    this.api = api;
    this.namespace = namespace;
    this.thread = Thread.ofVirtual().name("claim-writer").start(this::run);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  int refused() {
    return refused.get();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while the last create was under way", e);
    }
  }

  /**
   * Each acknowledged create is there, in this view of the claims, and none twice.
   *
   * @return how many claims there are
   */
  int assertNothingLostOrDoubled(Kubectl side, String sideNamespace) {
    List<String> found =
        side.output(
                "get",
                "pg",
                "-n",
                sideNamespace,
                "-o",
                "jsonpath={range .items[*]}{.metadata.labels.attempt}{\"\\n\"}{end}")
            .lines()
            .toList();
    assertThat(found).as("last refusal: %s", lastRefusal.get()).doesNotHaveDuplicates();
    assertThat(found).containsAll(acknowledged);
    assertThat(found.size()).isLessThanOrEqualTo(attempts.get());
    return found.size();
  }

  private void run() {
    while (!stopping) {
      int attempt = attempts.incrementAndGet();
      String naming =
          attempt % 2 == 0 ? "\"generateName\":\"made-\"" : "\"name\":\"named-" + attempt + "\"";
      String body =
          """
          {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance",
           "metadata":{%s,"labels":{"attempt":"a%d"}},"spec":{"version":"17","storageGB":20}}
          """
              .formatted(naming, attempt);
      try {
        HttpResponse<String> answer =
            api.send("POST", CLAIMS + namespace + "/postgresinstances", "application/json", body);
        if (answer.statusCode() == CREATED) {
          acknowledged.add("a" + attempt);
        } else {
          refused.incrementAndGet();
          lastRefusal.set(answer.statusCode() + " " + answer.body());
        }
      } catch (RigException e) { // no answer: it may have been created or not
        refused.incrementAndGet();
        lastRefusal.set(String.valueOf(e.getMessage()));
      }
    }
  }
}
