package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consumer's own OpenAPI and discovery stay whole with our APIs among them. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class WholeOpenApiIT {
  /** kube-apiserver fetches OpenAPI v2 once a minute. */
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(150));

  private static final int TRIES = 50;

  private final Installation jetway;

  WholeOpenApiIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void openApiV2IsServedAsJsonAndProtobufWithOurPathsInIt() {
    try (ApiClient admin = jetway.consumer().api()) {
      SOON.passes(() ->
          assertThat(admin.get("/openapi/v2").body())
              .contains(
                  "/apis/platform.example.org/v1/namespaces/{namespace}/postgresinstances/{name}/scale")
              .contains("/apis/apps/v1/namespaces/{namespace}/deployments"));
      HttpResponse<String> protobuf =
          admin.send(
              admin
                  .request("/openapi/v2")
                  .header("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
                  .GET());
      assertThat(protobuf.statusCode()).isEqualTo(200);
      assertThat(protobuf.body()).contains("postgresinstances");
    }
  }

  @Test
  void openApiV3OfOthersStaysTheirOwn() {
    try (ApiClient admin = jetway.consumer().api()) {
      SOON.passes(() ->
          assertThat(admin.get("/openapi/v3").body())
              .contains("apis/platform.example.org/v1\"", "apis/apps/v1\""));
      for (int i = 0; i < TRIES; i++) {
        HttpResponse<String> apps = admin.get("/openapi/v3/apis/apps/v1");
        assertThat(apps.statusCode()).isEqualTo(200);
        assertThat(apps.body()).contains("deployments").doesNotContain("postgresinstances");
      }
      HttpResponse<String> ours = admin.get("/openapi/v3/apis/platform.example.org/v1?hash=STALE");
      assertThat(ours.statusCode()).isEqualTo(200);
      assertThat(ours.body()).contains("postgresinstances").doesNotContain("deployments");
    }
  }

  @Test
  void aggregatedDiscoveryIsCurrentAndTellsScaleAsAutoscalersExpect() {
    try (ApiClient admin = jetway.consumer().api()) {
      SOON.passes(() -> {
        String groups =
            admin
                .send(
                    admin
                        .request("/apis")
                        .header(
                            "Accept",
                            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                        .GET())
                .body();
        int ours = groups.indexOf("\"name\":\"platform.example.org\"");
        assertThat(ours).isPositive();
        assertThat(groups.substring(ours))
            .contains(
                "\"resource\":\"postgresinstances\"",
                "\"kind\":\"Scale\"",
                "\"freshness\":\"Current\"");
      });
    }
  }
}
