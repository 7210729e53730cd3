package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.manifests.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
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
    try (ApiClient admin = jetway.consumer().api()) {
      SOON.isTrue(
          "the claim to be known",
          () -> admin.get(CLAIMS + "?resourceVersion=0").body().contains("\"orders\""));
    }
  }

  @AfterEach
  void isUpAgain() {
    SOON.passes(() -> {
      CommandResult listed = consumer.run("get", "pg", "-n", "default");
      assertThat(listed.out()).contains("orders");
      assertThat(listed.err()).isEmpty();
    });
    consumer.output("delete", "pg/orders", "-n", "default");
  }

  @Test
  void withoutTheGatewayReadsAreOldWritesAreRefusedAndTheConsumerStaysWhole() {
    jetway.gateway().process().stop();
    try {
      SOON.passes(() -> {
        CommandResult old = consumer.run("get", "pg", "-n", "default");
        assertThat(old.err()).contains("is down since");
        assertThat(old.out()).contains("orders");
      });
      try (ApiClient admin = jetway.consumer().api()) {
        HttpResponse<String> old = admin.get(CLAIMS);
        assertThat(old.statusCode()).isEqualTo(200);
        assertThat(old.body()).contains("\"name\":\"orders\"");
        assertThat(old.headers().firstValue("Warning").orElse(""))
            .startsWith("299 jetway \"connection \\\"demo\\\" to the control plane is down since ")
            .endsWith(" s old\"");
        assertThat(admin.get(CLAIMS + "/orders").statusCode()).isEqualTo(200);
        HttpResponse<String> exact =
            admin.get(CLAIMS + "?limit=1&resourceVersionMatch=Exact&resourceVersion=5");
        assertThat(exact.statusCode()).isEqualTo(503);
        assertThat(exact.body())
            .contains("\"kind\":\"Status\"", "ServiceUnavailable", "connection \\\"demo\\\"");
        assertThat(exact.headers().firstValue("Retry-After")).isEmpty();
        assertThat(admin.get(CLAIMS + "/not-known").statusCode())
            .as("what is not known may be there all the same")
            .isEqualTo(503);
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
      CommandResult old = consumer.run("get", "pg", "-n", "default");
      assertThat(old.exitCode()).as(old.err()).isZero();
      assertThat(old.out()).contains("orders");
      assertThat(old.err()).contains("Warning: connection \"demo\" to the control plane");
      try (ApiClient admin = jetway.consumer().api()) {
        HttpResponse<String> answer = admin.delete(CLAIMS + "/orders");
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
  void watchesGoOnAfterReturnWithExactlyWhatTheyMissed() {
    try (ApiClient admin = jetway.consumer().api();
        WatchStream running = WatchStream.open(admin, CLAIMS, "resourceVersion=0")) {
      SOON.isTrue("the state", () -> running.summary().contains("ADDED orders"));
      int before = running.events().size();
      jetway.gateway().process().stop();
      try {
        SOON.passes(() -> {
          CommandResult old = consumer.run("get", "pg", "-n", "default");
          assertThat(old.out()).contains("orders");
          assertThat(old.err()).contains("Warning: connection \"demo\"", "is down since");
        });
        for (String step : List.of("one", "two", "three")) {
          label(step);
        }
        Kubectl provider = jetway.provider().kubectl();
        provider.output("delete", "pg/orders", "-n", jetway.providerNamespace("default"));
        try (WatchStream begunMeanwhile =
            WatchStream.open(
                admin, CLAIMS, "resourceVersion=0&fieldSelector=metadata.name%3Dorders")) {
          assertThat(begunMeanwhile.response().headers().firstValue("Warning")).isPresent();
          SOON.isTrue("the state", () -> begunMeanwhile.summary().contains("ADDED orders"));
          assertThat(running.hasEnded()).isFalse();
          jetway.gateway().process().restart();
          SOON.passes(() -> assertThat(begunMeanwhile.summary()).endsWith("DELETED orders"));
          assertThat(begunMeanwhile.summary())
              .containsExactly(
                  "ADDED orders",
                  "MODIFIED orders",
                  "MODIFIED orders",
                  "MODIFIED orders",
                  "DELETED orders");
        }
        SOON.passes(() -> assertThat(running.summary()).endsWith("DELETED orders"));
        assertThat(running.summary().subList(before, running.summary().size()))
            .containsExactly(
                "MODIFIED orders", "MODIFIED orders", "MODIFIED orders", "DELETED orders");
        assertThat(
                running.events().stream()
                    .map(event -> event.at("/object/metadata/labels/step").asText()))
            .containsSubsequence("one", "two", "three");
        assertThat(running.hasEnded()).isFalse();
      } finally {
        if (!jetway.gateway().process().process().isAlive()) {
          jetway.gateway().process().restart();
        }
        jetway.gateway().awaitReady();
        SOON.isTrue(
            "a claim to be made",
            () -> {
              makeClaim();
              return consumer.run("get", "pg/orders", "-n", "default").succeeded();
            });
      }
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

  @Test
  void aConnectorThatStartsMeanwhileKnowsWhichNamespacesHaveClaims() {
    SOON.isTrue("the record of namespaces", () -> namespaceRecord().contains("\"WHOLE\""));
    consumer.output("create", "namespace", "with-claims");
    consumer.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "with-claims", "-f", "-");
    jetway.connector().process().process().kill(); // it has no time to note anything now
    jetway.gateway().process().stop();
    try {
      jetway.connector().process().restart();
      jetway.connector().awaitAvailable("platform.example.org", "v1");
      assertThat(namespaceRecord()).contains("\"" + jetway.providerNamespace("with-claims") + "\"");
      consumer.output("delete", "namespace", "with-claims", "--wait=false");
      SOON.passes(() ->
          assertThat(consumer.output("get", "namespace", "with-claims", "-o", "yaml"))
              .contains("NamespaceDeletionContentFailure", "is down since"));
      consumerIsWhole();
      try (ApiClient admin = jetway.consumer().api()) {
        String claims = CLAIMS.replace("/default/", "/with-claims/");
        for (HttpResponse<String> answer : List.of(admin.delete(claims), admin.get(claims))) {
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(answer.body()).contains("\"kind\":\"Status\"", "is down since");
        }
      }
      assertThat(consumer.output("get", "namespace", "with-claims")).contains("Terminating");
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    }
    Kubectl provider = jetway.provider().kubectl();
    String there = jetway.providerNamespace("with-claims");
    Eventually.within(Duration.ofMinutes(3))
        .passes(() -> {
          assertThat(consumer.run("get", "namespace", "with-claims").err()).contains("NotFound");
          assertThat(provider.run("get", "namespace", there).err()).contains("NotFound");
        });
  }

  private String namespaceRecord() {
    String[] get = {
      "get",
      "configmap",
      "jetway-connector-catalog-namespaces",
      "-n",
      Workload.DEFAULT_NAMESPACE,
      "-o",
      "jsonpath={.binaryData.namespaces}"
    };
    byte[] packed = Base64.getDecoder().decode(consumer.run(get).out().strip());
    if (packed.length == 0) {
      return "";
    }
    try (GZIPInputStream record = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(record.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void label(String step) {
    jetway
        .provider()
        .kubectl()
        .output(
            "label",
            "pg/orders",
            "-n",
            jetway.providerNamespace("default"),
            "--overwrite",
            "step=" + step);
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
