package dev.jetway.apiserver;

import dev.jetway.apiserver.admission.NamespaceLifecycle;
import dev.jetway.apiserver.authentication.Authentication;
import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.apiserver.health.HealthCheck;
import java.util.List;

/**
 * What decides about requests, all of it the consumer cluster's.
 *
 * @param ready whether it can decide yet
 */
record Gates(
    Authentication authentication,
    AccessReview access,
    NamespaceLifecycle lifecycle,
    List<HealthCheck> ready) {
  Gates {
    ready = List.copyOf(ready);
  }
}
