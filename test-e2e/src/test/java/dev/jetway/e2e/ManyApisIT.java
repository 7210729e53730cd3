package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** kube-apiserver limits the streams of one connection. */
  private static final int WATCHES_A_CLIENT = 50;

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
    List<ApiClient> clients = new ArrayList<>();
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
      provider.run("wait", "--for=condition=Established", "crd", "-l", "test=many");
      for (int i = 0; i < APIS; i++) {
        // The storage of a young CRD is made at its first use, and 404 or 429 is said until then.
        String list = path(i);
        SOON.isTrue("a list of " + list, () -> admin.get(list).statusCode() == 200);
      }
      Semaphore opening = new Semaphore(AT_ONCE);
      List<Future<Long>> watches = new ArrayList<>();
      for (int i = 0; i < WATCHES; i++) {
        String path = path(i % APIS) + "?watch=true&timeoutSeconds=" + SECONDS;
        if (i % WATCHES_A_CLIENT == 0) {
          clients.add(jetway.consumer().api());
        }
        ApiClient client = clients.getLast();
        watches.add(watchers.submit(() -> secondsOpen(client, path, opening)));
      }
      for (Future<Long> watch : watches) {
        assertThat(watch.get()).isGreaterThanOrEqualTo(SECONDS - 1L);
      }
    } finally {
      clients.forEach(ApiClient::close);
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

  private static String path(int api) {
    return "/apis/many" + api + ".example.org/v1/namespaces/default/things";
  }

  private static long secondsOpen(ApiClient client, String path, Semaphore opening)
      throws IOException, InterruptedException {
    opening.acquire();
    HttpResponse<Stream<String>> response;
    long start;
    try {
      response =
          client
              .http()
              .send(
                  client.request(path).timeout(Duration.ofSeconds(SECONDS + 60)).GET().build(),
                  BodyHandlers.ofLines());
      start = System.nanoTime();
    } finally {
      opening.release();
    }
    try (Stream<String> lines = response.body()) {
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(lines.filter(line -> line.contains("\"ERROR\""))).isEmpty();
    }
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
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
