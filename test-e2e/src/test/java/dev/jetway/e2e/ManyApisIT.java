package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * kube-apiserver probes every APIService each 30 s, all in the same second and over the connection
 * that carries the watches: 60 APIServices must not cost one of 200 watches.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class ManyApisIT {
  private static final int APIS = 57; // beside those of the samples
  private static final int WATCHES = 200;

  /** More new watches of one user at once are put off by an API server's fairness, with 429. */
  private static final int AT_ONCE = 10;

  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));

  /**
   * Long enough for three rounds of probes; {@code -Djetway.soak.seconds=300} for a longer soak.
   */
  private static final int SECONDS = Integer.getInteger("jetway.soak.seconds", 100);

  private final Installation jetway;

  ManyApisIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void noWatchDropsUnderTheProbesOfSixtyApiServices() throws Exception {
    Kubectl provider = jetway.provider().kubectl();
    Kubectl consumer = jetway.consumer().kubectl();
    provider.apply(
        String.join(
            "---\n", Stream.iterate(0, i -> i + 1).limit(APIS).map(ManyApisIT::crd).toList()));
    try (ApiClient admin = jetway.consumer().api();
        var watchers = Executors.newVirtualThreadPerTaskExecutor()) {
      SOON.isTrue(
          "60 APIServices to be available",
          () ->
              consumer
                      .output(
                          "get",
                          "apiservices",
                          "-l",
                          "connect.jetway.dev/managed-by",
                          "--no-headers")
                      .lines()
                      .filter(line -> line.contains("True"))
                      .count()
                  >= APIS + 3);
      Semaphore opening = new Semaphore(AT_ONCE);
      List<Future<Long>> watches = new ArrayList<>();
      for (int i = 0; i < WATCHES; i++) {
        String path =
            "/apis/many"
                + i % APIS
                + ".example.org/v1/namespaces/default/things?watch=true&timeoutSeconds="
                + SECONDS;
        watches.add(watchers.submit(() -> secondsOpen(admin, path, opening)));
      }
      int early = 0;
      for (Future<Long> watch : watches) {
        early += watch.get() < SECONDS - 1 ? 1 : 0;
      }
      // The provider may make a young CRD's storage anew, which ends the few watches of that one.
      // A connection that is closed ends all of them.
      assertThat(early).isLessThanOrEqualTo(WATCHES / 20);
    } finally {
      provider.run("delete", "crd", "-l", "test=many");
      SOON.isTrue(
          "the APIServices to go with what is no longer offered",
          () ->
              consumer
                      .output(
                          "get", "apiservices", "-l", "connect.jetway.dev/managed-by", "-o", "name")
                      .lines()
                      .count()
                  == 3);
    }
  }

  private static long secondsOpen(ApiClient admin, String path, Semaphore opening)
      throws InterruptedException {
    opening.acquire();
    HttpResponse<Stream<String>> response;
    try {
      // A control plane that has just got a CRD says 404 or 429 until its storage is made.
      response =
          SOON.value(
              "a watch to open",
              () -> Optional.of(open(admin, path)).filter(answer -> answer.statusCode() == 200));
    } finally {
      opening.release();
    }
    long start = System.nanoTime();
    assertThat(response.statusCode()).isEqualTo(200);
    try (Stream<String> lines = response.body()) {
      assertThat(lines.filter(line -> line.contains("\"ERROR\""))).isEmpty();
    }
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  private static HttpResponse<Stream<String>> open(ApiClient admin, String path) {
    try {
      return admin
          .http()
          .send(
              admin.request(path).timeout(Duration.ofSeconds(SECONDS + 60)).GET().build(),
              BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening a watch", e);
    }
  }

  private static String crd(int i) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: things.many%1$d.example.org
      labels: {connect.jetway.dev/bindable: "true", test: many}
    spec:
      group: many%1$d.example.org
      scope: Namespaced
      names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
    """
        .formatted(i);
  }
}
