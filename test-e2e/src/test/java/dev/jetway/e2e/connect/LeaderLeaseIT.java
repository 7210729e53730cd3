package dev.jetway.e2e.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.kube.LeaderLease;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of several replicas one leads, whatever becomes of it. */
@ExtendWith(SharedRig.class)
class LeaderLeaseIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(40));

  private final ControlPlanes planes;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  LeaderLeaseIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  @SuppressWarnings("try") // a client that is closed early is what a replica without a network has
  void oneLeadsAndTheNextTakesOver() {
    try (ControlPlane plane = planes.start("lease");
        ApiServerClient client = client(plane);
        ApiServerClient lost = client(plane);
        LeaderLease third = lease(client, "third")) {
      LeaderLease first = lease(client, "first");
      first.start();
      SOON.isTrue("the first to lead", first::leads);
      LeaderLease second = lease(lost, "second");
      second.start();
      assertThat(holder(plane)).isEqualTo("first");

      first.close();
      assertThat(first.leads()).isFalse();
      SOON.isTrue("the second to lead once the first gave the Lease free", second::leads);
      assertThat(heard).containsExactly("first true", "first false", "second true");

      third.start();
      lost.close(); // it can neither renew nor give free what it has
      SOON.isTrue("the second to stop by itself", () -> !second.leads());
      SOON.isTrue("the third to lead when the Lease is old", third::leads);
      assertThat(heard).endsWith("second false", "third true");
      second.close();
      assertThat(holder(plane)).isEqualTo("third");
    }
  }

  private LeaderLease lease(ApiServerClient client, String identity) {
    return new LeaderLease(
        client,
        "default",
        "test",
        identity,
        leads -> heard.add(identity + " " + leads),
        Clock.systemUTC());
  }

  private static ApiServerClient client(ControlPlane plane) {
    return new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
  }

  private static String holder(ControlPlane plane) {
    return plane
        .kubectl()
        .output("get", "lease", "test", "-n", "default", "-o", "jsonpath={.spec.holderIdentity}");
  }
}
