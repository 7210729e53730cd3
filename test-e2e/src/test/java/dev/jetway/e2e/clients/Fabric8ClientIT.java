package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fabric8 client: typed objects, and an informer that misses nothing. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class Fabric8ClientIT {
  private final Installation jetway;
  private Place place;

  Fabric8ClientIT(Installation jetway) {
    this.jetway = jetway;
    this.place = new Place(jetway.consumer(), "");
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    place = Place.make(jetway.consumer(), Place.name("fabric8", test));
  }

  @AfterEach
  void deleteNamespace() {
    place.delete();
  }

  @Test
  void typedObjectsLiveAsAtTheProvider() {
    try (KubernetesClient client = client()) {
      var databases = databases(client).inNamespace(place.namespace());
      Database created = databases.resource(database("orders", "17", 20)).create();
      assertThat(created.getMetadata().getUid()).isNotEmpty();
      assertThat(created.getSpec().replicas).as("the schema's default").isEqualTo(1);

      Resource<Database> orders = databases.withName("orders");
      assertThat(orders.edit(database -> database.resize(21)).getSpec().storageGB).isEqualTo(21);
      String merge = "{\"spec\":{\"storageGB\":22}}";
      assertThat(orders.patch(PatchContext.of(PatchType.JSON_MERGE), merge).getSpec().storageGB)
          .isEqualTo(22);
      String json = "[{\"op\":\"replace\",\"path\":\"/spec/storageGB\",\"value\":23}]";
      assertThat(orders.patch(PatchContext.of(PatchType.JSON), json).getSpec().storageGB)
          .isEqualTo(23);
      assertThat(
              databases
                  .resource(database("orders", "17", 24))
                  .fieldManager("fabric8")
                  .forceConflicts()
                  .serverSideApply()
                  .getSpec()
                  .storageGB)
          .isEqualTo(24);
      assertThat(orders.scale(3).getSpec().replicas).isEqualTo(3);
      Database reported = orders.editStatus(database -> database.report("db:5432"));
      assertThat(reported.getStatus().endpoint).isEqualTo("db:5432");
      assertThat(
              orders.waitUntilCondition(
                  database -> Objects.requireNonNull(database).getStatus() != null,
                  30,
                  TimeUnit.SECONDS))
          .isNotNull();

      assertThatThrownBy(() -> databases.resource(database("bad", "9", 1)).create())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(422);
                assertThat(e.getStatus().getDetails().getKind()).isEqualTo("PostgresInstance");
              })
          .hasMessageContaining("Unsupported value: \"9\"");
      assertThat(databases.withLabel("made-by", "fabric8").list().getItems()).hasSize(1);

      orders.delete();
      assertThat(orders.waitUntilCondition(Objects::isNull, 30, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void anInformerMissesNothing() {
    HandlerCalls calls = new HandlerCalls();
    InformerScript script = new InformerScript(jetway, place.namespace(), calls::lines);
    script.before();
    try (KubernetesClient client = client();
        SharedIndexInformer<Database> informer =
            databases(client).inNamespace(place.namespace()).inform(new Recorder(calls))) {
      script.run();
      assertThat(informer.isWatching()).isTrue();
    }
  }

  private KubernetesClient client() {
    Config config = Config.fromKubeconfig(place.kubeconfig().toFile());
    config.setClientKeyAlgo("EC"); // it takes every key for an RSA key
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static MixedOperation<Database, KubernetesResourceList<Database>, Resource<Database>>
      databases(KubernetesClient client) {
    return client.resources(Database.class);
  }

  private Database database(String name, String version, int storageGb) {
    Database database = new Database();
    database.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(place.namespace())
            .withLabels(Map.of("made-by", "fabric8"))
            .build());
    database.setSpec(new Spec());
    database.getSpec().version = version;
    database.getSpec().storageGB = storageGb;
    return database;
  }

  private record Recorder(HandlerCalls calls) implements ResourceEventHandler<Database> {
    @Override
    public void onAdd(Database database) {
      calls.added(database.getMetadata().getName(), database.getSpec().storageGB);
    }

    @Override
    public void onUpdate(Database before, Database after) {
      calls.updated(
          before.getMetadata().getResourceVersion(),
          after.getMetadata().getResourceVersion(),
          after.getMetadata().getName(),
          after.getSpec().storageGB);
    }

    @Override
    public void onDelete(Database database, boolean finalStateUnknown) {
      calls.deleted(database.getMetadata().getName());
    }
  }

  /** A claim as an application would declare it. */
  @Group("platform.example.org")
  @Version("v1")
  @Kind("PostgresInstance")
  @Plural("postgresinstances")
  public static final class Database extends CustomResource<Spec, Status> implements Namespaced {
    private static final long serialVersionUID = 1L;

    Database resize(int storageGb) {
      getSpec().storageGB = storageGb;
      return this;
    }

    Database report(String endpoint) {
      setStatus(new Status());
      getStatus().endpoint = endpoint;
      return this;
    }
  }

  /** What the database should be like; Jackson fills the fields. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static final class Spec {
    public String version = "";
    public int storageGB;
    public @Nullable Integer replicas;
  }

  /** What the database is like. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static final class Status {
    public @Nullable String endpoint;
  }
}
