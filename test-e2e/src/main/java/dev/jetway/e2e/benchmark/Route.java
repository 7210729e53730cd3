package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.kube.ApiServerEndpoint;
import java.time.Duration;
import java.util.List;

/**
 * One way to objects of the provider: through the consumer, or straight.
 *
 * @param client an admin's client of the API server that is called
 * @param endpoint the same API server for clients that open many watches
 * @param collection the path of the collection on that side
 * @param processes every process of ours and of Kubernetes that a request of this way passes
 */
record Route(
    String name,
    ApiClient client,
    ApiServerEndpoint endpoint,
    String collection,
    List<ProcessAccounting> processes) {

  /** CPU time of all processes so far. */
  Duration cpu() {
    return processes.stream().map(ProcessAccounting::cpu).reduce(Duration.ZERO, Duration::plus);
  }
}
