package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.direct.DirectLink;
import dev.jetway.tunnel.offer.OfferRule;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ProviderPlane.class)
class DirectLinkIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(40));

  private final ControlPlane plane;

  DirectLinkIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void keepsAllObjectsInOneNamespaceIfToldSo() throws Exception {
    String id = "1f8d1b0e-8d5c-4d0a-9f0b-2f8f8f1f7c11";
    String buckets = BUCKETS + "/namespaces/direct-one/buckets";
    String name = SingleObjectName.of(SingleObjectName.COMPOSITE, "team", "one", id);
    try (ApiServerClient api =
            new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
        DirectLink link =
            DirectLink.open(
                "lab",
                "single",
                new NamespaceMode.Single("direct-one", id),
                LinkIdentity.firstSeen(),
                api,
                OfferRule.parse(OfferRule.DEFAULT_SELECTOR, true),
                Clock.systemUTC())) {
      SOON.isTrue("link up", () -> link.state() instanceof LinkState.Up);
      String bucket =
          bucket("single", "team", "one")
              .replace("\"name\": \"one\"", "\"name\": \"" + name + "\"");
      assertThat(Requests.send(link, "POST", buckets, "team", bucket).status()).isEqualTo(201);
      SOON.isTrue("it is listed", () -> listed(link, buckets) == 1);
      assertThat(Requests.get(link, buckets + "/" + name, "team").status()).isEqualTo(403);
      assertThat(Requests.get(link, BUCKETS + "/buckets", "").status()).isEqualTo(403);
      assertThat(Requests.send(link, "DELETE", buckets, "team", "").status()).isEqualTo(200);
    }
  }

  @Test
  void behavesLikeATunnelAndComesBackAfterALoss() throws Exception {
    try (ApiServerClient api =
            new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
        DirectLink link =
            DirectLink.open(
                "lab",
                "straight",
                new NamespaceMode.PerNamespace(),
                LinkIdentity.firstSeen(),
                api,
                OfferRule.parse(OfferRule.DEFAULT_SELECTOR, true),
                Clock.systemUTC())) {
      SOON.isTrue("link up", () -> link.state() instanceof LinkState.Up);
      assertThat(((LinkState.Up) link.state()).session().controlPlaneId())
          .isEqualTo(plane.clusterUid());
      assertThat(
              Requests.send(
                      link,
                      "POST",
                      buckets("straight", "team"),
                      "team",
                      bucket("straight", "team", "one"))
                  .status())
          .isEqualTo(201);
      assertThat(Requests.get(link, BUCKETS + "/buckets", "").json().path("items")).hasSize(1);
      assertThat(Requests.get(link, BUCKETS + "/namespaces/a/../b/buckets", "").status())
          .isEqualTo(400);
      assertThat(Requests.get(link, "/api/v1/secrets", "").status()).isEqualTo(403);

      plane.stop(Component.API_SERVER);
      try {
        SOON.isTrue("link down", () -> link.state() instanceof LinkState.Down);
        assertThatThrownBy(() -> Requests.get(link, BUCKETS + "/buckets", ""))
            .isInstanceOf(LinkException.Down.class)
            .hasMessageContaining("\"lab\"");
      } finally {
        plane.start(Component.API_SERVER);
      }
      SOON.isTrue("link up again", () -> link.state() instanceof LinkState.Up);
    }
  }

  /** How many there are; none while kube-apiserver makes the storage of a new API, and says 429. */
  private static int listed(DirectLink link, String collection) {
    try {
      return Requests.get(link, collection, "").json().path("items").size();
    } catch (LinkException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
