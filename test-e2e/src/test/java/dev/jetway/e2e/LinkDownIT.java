package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * While the gateway or the provider is gone the consumer cluster stays healthy; after return all
 * goes on by itself.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class LinkDownIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";

  private final Installation jetway;
  private final Kubectl consumer;

  LinkDownIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
  }

  @BeforeEach
  void makeClaim() {
    consumer.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
  }

  @AfterEach
  void isUpAgain() {
    SOON.isTrue(
        "claims to be listed again",
        () -> consumer.run("get", "pg", "-n", "default").out().contains("orders"));
    consumer.output("delete", "pg/orders", "-n", "default");
  }

  @Test
  void withoutTheGatewayRequestsAreRefusedClearlyAndTheConsumerStaysWhole() {
    jetway.gateway().process().stop();
    try {
      SOON.passes(() ->
          assertThat(consumer.run("get", "pg", "-n", "default").err()).contains("is down since"));
      try (ApiClient admin = jetway.consumer().api()) {
        HttpResponse<String> refused = admin.get(CLAIMS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body())
            .contains("\"kind\":\"Status\"", "ServiceUnavailable", "connection \\\"demo\\\"");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        HttpResponse<String> write =
            admin.send(
                "POST",
                CLAIMS,
                "application/yaml",
                Samples.POSTGRES.yaml().replace("name: orders\n", "name: late\n"));
        assertThat(write.statusCode()).isEqualTo(503);
      }
      consumerIsWhole();
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    }
  }

  @Test
  void withoutTheProvidersApiServerItIsTheSame() {
    jetway.provider().stopApiServer();
    try {
      CommandResult refused = consumer.run("get", "pg", "-n", "default");
      assertThat(refused.exitCode()).isNotZero();
      try (ApiClient admin = jetway.consumer().api()) {
        HttpResponse<String> answer = admin.get(CLAIMS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"kind\":\"Status\"");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
      }
      consumerIsWhole();
    } finally {
      jetway.provider().startApiServer();
    }
  }

  @Test
  void aFrozenGatewayIsNoticed() {
    jetway.gateway().process().process().pause();
    try {
      SOON.passes(() ->
          assertThat(consumer.run("get", "pg", "-n", "default").err()).contains("is down since"));
      consumerIsWhole();
    } finally {
      jetway.gateway().process().process().resume();
    }
  }

  @Test
  void aConnectorThatStartsMeanwhileServesTheLastKnownState() {
    jetway.gateway().process().stop();
    try {
      jetway.connector().process().restart();
      jetway.connector().awaitAvailable("platform.example.org", "v1");
      assertThat(consumer.output("explain", "pg.spec")).contains("storageGB");
      assertThat(consumer.run("get", "pg", "-n", "default").err()).contains("connection \"demo\"");
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    }
  }

  private void consumerIsWhole() {
    assertThat(
            consumer.output(
                "get", "apiservices", "-l", "connect.jetway.dev/managed-by", "--no-headers"))
        .contains("v1.platform.example.org", "v1.storage.example.org")
        .doesNotContain("False");
    CommandResult resources = consumer.run("api-resources");
    assertThat(resources.exitCode()).isZero();
    assertThat(resources.out()).contains("postgresinstances", "buckets");
    assertThat(consumer.output("explain", "pg.spec")).contains("storageGB");
    consumer.output("create", "namespace", "without-claims");
    consumer.output("create", "configmap", "content", "-n", "without-claims");
    consumer.output("delete", "namespace", "without-claims", "--timeout=30s");
  }
}
