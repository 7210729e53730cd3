package dev.jetway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A process ends in the middle of creates and under open watches: no acknowledged write is lost, no
 * create is done twice, and watchers come to the same state with at most one list more.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class RestartsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String CLAIMS = "/apis/platform.example.org/v1/namespaces/";
  private static final int SOME = 30;

  private final Installation jetway;
  private final Kubectl consumer;
  private String namespace = "";

  RestartsIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    namespace = name.substring(0, Math.min(30, name.length()));
    consumer.output("create", "namespace", namespace);
  }

  @AfterEach
  void deleteNamespace() {
    SOON.isTrue(
        "the namespace to be deleted",
        () -> {
          consumer.run("delete", "namespace", namespace, "--timeout=60s");
          return consumer.run("get", "namespace", namespace).err().contains("NotFound");
        });
  }

  @Test
  void theProvidersApiServerIsKilled() {
    through(() -> {
      jetway.provider().kill(Component.API_SERVER);
      jetway.provider().startApiServer();
    });
  }

  @Test
  void theConnectorIsKilled() {
    through(() -> {
      jetway.connector().process().process().kill();
      jetway.connector().process().restart();
      jetway.connector().awaitAvailable("platform.example.org", "v1");
    });
  }

  @Test
  void theGatewayIsKilled() {
    through(() -> {
      jetway.gateway().process().process().kill();
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    });
  }

  @Test
  void theConsumersApiServerIsRestarted() {
    String openApi = consumer.output("get", "--raw", "/openapi/v3/apis/platform.example.org/v1");
    through(() -> {
      jetway.consumer().stopApiServer();
      jetway.consumer().startApiServer();
    });
    jetway.connector().awaitAvailable("platform.example.org", "v1");
    jetway.connector().awaitAvailable("storage.example.org", "v1");
    SOON.passes(() -> {
      assertThat(consumer.run("get", "--raw", "/openapi/v3").out())
          .contains("apis/platform.example.org/v1", "apis/storage.example.org/v1", "apis/apps/v1");
      assertThat(consumer.run("get", "--raw", "/openapi/v3/apis/platform.example.org/v1").out())
          .isEqualTo(openApi);
    });
    assertThat(consumer.output("api-resources")).contains("postgresinstances", "buckets");
  }

  /** Writes and watches before, while and after something breaks. */
  private void through(Runnable fault) {
    try (ApiClient writes = jetway.consumer().api();
        ApiClient reads = jetway.consumer().api();
        Informer informer = new Informer(reads, CLAIMS + namespace + "/postgresinstances");
        Informer all = new Informer(reads, "/apis/platform.example.org/v1/postgresinstances")) {
      SOON.isTrue("the informers to be synced", () -> informer.isSynced() && all.isSynced());
      ClaimWriter writer = new ClaimWriter(writes, namespace);
      try (writer) {
        SOON.isTrue("some creates", () -> writer.acknowledged() > SOME);
        fault.run();
        int then = writer.acknowledged();
        SOON.isTrue("creates to go on", () -> writer.acknowledged() > then + SOME);
      }
      int atProvider =
          writer.assertNothingLostOrDoubled(
              jetway.provider().kubectl(), jetway.providerNamespace(namespace));
      assertThat(writer.assertNothingLostOrDoubled(consumer, namespace)).isEqualTo(atProvider);
      SOON.passes(() -> {
        assertThat(informer.objects()).hasSize(atProvider);
        assertThat(all.objects()).containsAllEntriesOf(informer.objects());
      });
      for (Informer each : new Informer[] {informer, all}) {
        assertThat(each.violations()).isEmpty();
        assertThat(each.relists()).isLessThanOrEqualTo(1);
      }
    }
  }
}
