package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official Java client: typed objects, and an informer that misses nothing. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class JavaClientIT {
  private static final String GROUP = "platform.example.org";

  private final Installation jetway;
  private Place place;

  JavaClientIT(Installation jetway) {
    this.jetway = jetway;
    this.place = new Place(jetway.consumer(), "");
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    place = Place.make(jetway.consumer(), Place.name("java", test));
  }

  @AfterEach
  void deleteNamespace() {
    place.delete();
  }

  @Test
  void typedObjectsLiveAsAtTheProvider() throws ApiException, IOException {
    GenericKubernetesApi<Database, Databases> api = api(client());
    Database created =
        api.create(new Database(place.namespace(), "orders", "17", 20))
            .throwsApiException()
            .getObject();
    assertThat(created.metadata().getUid()).isNotEmpty();
    assertThat(created.metadata().getNamespace()).isEqualTo(place.namespace());
    assertThat(created.spec.replicas).as("the schema's default").isEqualTo(1);

    created.spec.storageGB = 21;
    Database updated = api.update(created).throwsApiException().getObject();
    assertThat(updated.spec.storageGB).isEqualTo(21);
    assertThat(api.update(created).getHttpStatusCode()).as("an old version").isEqualTo(409);
    updated.status = new Database.Status();
    updated.status.endpoint = "db:5432";
    Function<Database, Object> status = database -> Objects.requireNonNull(database.status);
    Database reported = api.updateStatus(updated, status).throwsApiException().getObject();
    assertThat(Objects.requireNonNull(reported.status).endpoint).isEqualTo("db:5432");

    assertThat(patch(api, V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"spec\":{\"storageGB\":22}}"))
        .isEqualTo(22);
    assertThat(
            patch(
                api,
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/spec/storageGB\",\"value\":23}]"))
        .isEqualTo(23);
    assertThat(
            patch(
                api,
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                """
                {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance",
                 "metadata":{"name":"orders"},"spec":{"version":"17","storageGB":24}}\
                """))
        .isEqualTo(24);

    api.delete(place.namespace(), "orders").throwsApiException();
    assertThat(api.get(place.namespace(), "orders").getHttpStatusCode()).isEqualTo(404);
  }

  @Test
  void refusalsAndPagesAreUnderstood() throws ApiException, IOException {
    GenericKubernetesApi<Database, Databases> api = api(client());
    api.create(new Database(place.namespace(), "orders", "17", 20)).throwsApiException();
    assertThatThrownBy(
            () -> api.create(new Database(place.namespace(), "bad", "9", 1)).throwsApiException())
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(422);
              assertThat(e.getMessage()).contains("Unsupported value: \"9\"", "reason: Invalid");
            });

    api.create(new Database(place.namespace(), "stock", "16", 5)).throwsApiException();
    Databases page =
        api.list(place.namespace(), new ListOptions().limit(1)).throwsApiException().getObject();
    Databases rest =
        api.list(
                place.namespace(),
                new ListOptions().limit(1)._continue(page.getMetadata().getContinue()))
            .throwsApiException()
            .getObject();
    assertThat(List.of(page.items.getFirst(), rest.items.getFirst()))
        .extracting(database -> database.metadata().getName())
        .containsExactly("orders", "stock");
  }

  @Test
  void anInformerMissesNothing() throws IOException {
    HandlerCalls calls = new HandlerCalls();
    InformerScript script = new InformerScript(jetway, place.namespace(), calls::lines);
    script.before();
    ApiClient client = client();
    SharedInformerFactory factory = new SharedInformerFactory(client);
    factory
        .sharedIndexInformerFor(api(client), Database.class, 0, place.namespace())
        .addEventHandler(new Recorder(calls));
    factory.startAllRegisteredInformers();
    try {
      script.run();
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  private int patch(GenericKubernetesApi<Database, Databases> api, String format, String body)
      throws ApiException {
    PatchOptions options = new PatchOptions();
    if (format.equals(V1Patch.PATCH_FORMAT_APPLY_YAML)) {
      options.fieldManager("java").force(true);
    }
    return api.patch(place.namespace(), "orders", format, new V1Patch(body), options)
        .throwsApiException()
        .getObject()
        .spec
        .storageGB;
  }

  private ApiClient client() throws IOException {
    try (Reader kubeconfig = Files.newBufferedReader(place.kubeconfig())) {
      return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(kubeconfig)).build();
    }
  }

  private static GenericKubernetesApi<Database, Databases> api(ApiClient client) {
    return new GenericKubernetesApi<>(
        Database.class, Databases.class, GROUP, "v1", "postgresinstances", client);
  }

  private record Recorder(HandlerCalls calls) implements ResourceEventHandler<Database> {
    @Override
    public void onAdd(Database database) {
      calls.added(database.name(), database.spec.storageGB);
    }

    @Override
    public void onUpdate(Database before, Database after) {
      calls.updated(before.version(), after.version(), after.name(), after.spec.storageGB);
    }

    @Override
    public void onDelete(Database database, boolean finalStateUnknown) {
      calls.deleted(database.name());
    }
  }

  /** A claim as an application would declare it; Gson fills the fields. */
  static final class Database implements KubernetesObject {
    String apiVersion = GROUP + "/v1";
    String kind = "PostgresInstance";
    V1ObjectMeta metadata = new V1ObjectMeta();
    Spec spec = new Spec();
    @Nullable Status status;

    Database() {}

    Database(String namespace, String name, String version, int storageGb) {
      metadata.namespace(namespace).name(name);
      spec.version = version;
      spec.storageGB = storageGb;
    }

    static final class Spec {
      String version = "";
      int storageGB;
      @Nullable Integer replicas;
    }

    static final class Status {
      @Nullable String endpoint;
    }

    V1ObjectMeta metadata() {
      return metadata;
    }

    String name() {
      return Objects.requireNonNull(metadata.getName());
    }

    String version() {
      return Objects.requireNonNull(metadata.getResourceVersion());
    }

    @Override
    public V1ObjectMeta getMetadata() {
      return metadata;
    }

    @Override
    public String getApiVersion() {
      return apiVersion;
    }

    @Override
    public String getKind() {
      return kind;
    }
  }

  /** A list of claims. */
  static final class Databases implements KubernetesListObject {
    String apiVersion = GROUP + "/v1";
    String kind = "PostgresInstanceList";
    V1ListMeta metadata = new V1ListMeta();
    List<Database> items = List.of();

    @Override
    public V1ListMeta getMetadata() {
      return metadata;
    }

    @Override
    public List<Database> getItems() {
      return items;
    }

    @Override
    public String getApiVersion() {
      return apiVersion;
    }

    @Override
    public String getKind() {
      return kind;
    }
  }
}
