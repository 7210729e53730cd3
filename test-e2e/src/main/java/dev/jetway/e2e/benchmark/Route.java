package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * One way to the claims: through the consumer, or straight to the provider.
 *
 * @param client an admin's client of the API server that is called
 * @param moreClients makes further ones, since a connection carries a limited number of watches
 * @param namespace the namespace on that side
 * @param processes every process of ours and of Kubernetes that a request of this way passes
 */
record Route(
    String name,
    ApiClient client,
    Supplier<ApiClient> moreClients,
    String namespace,
    List<ProcessAccounting> processes) {
  static final String API = "/apis/platform.example.org/v1";

  /** The collection of claims. */
  String claims() {
    return API + "/namespaces/" + namespace + "/postgresinstances";
  }

  /** CPU time of all processes so far. */
  Duration cpu() {
    return processes.stream().map(ProcessAccounting::cpu).reduce(Duration.ZERO, Duration::plus);
  }
}
