package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.e2e.rig.TcpRelay;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiServerEndpoint;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a control plane of its own, since its API server is restarted. */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ApiServerClientIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ControlPlanes planes;
  private ControlPlane plane;
  private ApiServerEndpoint endpoint;
  private ApiServerClient client;
  private String configMaps = "";

  ApiServerClientIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    plane = planes.start("client");
    endpoint = Kubeconfig.load(plane.adminKubeconfig(), Optional.empty());
    client = new ApiServerClient(endpoint);
  }

  @AfterAll
  void stop() {
    client.close();
    plane.close();
  }

  @BeforeEach
  void namespace(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    String namespace = name.substring(0, Math.min(40, name.length()));
    ObjectNode object = JSON.createObjectNode();
    object.putObject("metadata").put("name", namespace);
    client.create("/api/v1/namespaces", object);
    configMaps = "/api/v1/namespaces/" + namespace + "/configmaps";
    SOON.isTrue(
        "the cluster's own kube-root-ca.crt, which every namespace is given",
        () -> client.get(configMaps).path("items").size() == 1);
  }

  @Test
  void anObjectLivesFromCreateToDelete() {
    String path = configMaps + "/a";
    assertThat(client.create(configMaps, configMap("a", "1")).path("kind").asText())
        .isEqualTo("ConfigMap");
    ObjectNode read = client.get(path);
    read.withObject("/data").put("v", "2");
    assertThat(client.replace(path, read).path("data").path("v").asText()).isEqualTo("2");
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> client.replace(path, read))
        .satisfies(e -> assertThat(e.status().reason()).isEqualTo("Conflict"));
    ObjectNode merge = JSON.createObjectNode();
    merge.putObject("data").put("v", "3");
    client.patch(path, "application/merge-patch+json", merge);
    ObjectNode applied = configMap("a", "4");
    applied.put("kind", "ConfigMap").put("apiVersion", "v1");
    client.apply(path, applied, "jetway-test");
    ObjectNode last = client.get(path);
    assertThat(last.path("data").path("v").asText()).isEqualTo("4");
    assertThat(last.at("/metadata/managedFields").toString()).contains("jetway-test", "jetway");
    client.delete(path);
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> client.get(path))
        .satisfies(e -> {
          assertThat(e.status().code()).isEqualTo(404);
          assertThat(e.status().message()).isEqualTo("configmaps \"a\" not found");
        });
  }

  @Test
  void moreWatchesThanOneConnectionHoldsAreOpen() throws IOException {
    List<StreamedResponse> watches = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      watches.add(
          client.send(
              "GET", configMaps, "watch=true", HttpFields.EMPTY, Optional.empty(), PATIENCE));
    }
    assertThat(watches).allMatch(watch -> watch.status() == 200);
    watches.forEach(watch -> watch.cancel(new IOException("done")));
    assertThat(client.get(configMaps).path("kind").asText()).isEqualTo("ConfigMapList");
  }

  @Test
  void aMirrorShowsWhatIsThereAndWhatHappens() throws Exception {
    for (int i = 0; i < 620; i++) { // more than one page
      client.create(configMaps, configMap("m" + i, "1"));
    }
    List<Change> changes = new CopyOnWriteArrayList<>();
    try (ResourceMirror mirror = mirror(client, "", changes)) {
      assertThat(mirror.awaitSynced(PATIENCE)).isTrue();
      assertThat(mirror.snapshot()).hasSize(621); // kube-root-ca.crt
      assertThat(mirror.snapshot().values())
          .allMatch(o -> o.path("kind").asText().equals("ConfigMap"));
      assertThat(changes).last().isInstanceOf(Change.Synced.class);
      changes.clear();

      client.create(configMaps, configMap("n", "1"));
      ObjectNode merge = JSON.createObjectNode();
      merge.putObject("data").put("v", "2");
      client.patch(configMaps + "/n", "application/merge-patch+json", merge);
      client.delete(configMaps + "/m7");
      SOON.passes(() -> assertThat(describe(changes)).containsExactly("+n@1", "~n@2", "-m7@1"));
      assertThat(mirror.snapshot()).hasSize(621);
    }
  }

  @Test
  void aMirrorOfASelectionForgetsWhatLeavesIt() throws Exception {
    ObjectNode chosen = configMap("a", "1");
    chosen.withObject("/metadata").putObject("labels").put("mirror", "yes");
    client.create(configMaps, chosen);
    client.create(configMaps, configMap("b", "1"));
    List<Change> changes = new CopyOnWriteArrayList<>();
    try (ResourceMirror mirror = mirror(client, "labelSelector=mirror%3Dyes", changes)) {
      assertThat(mirror.awaitSynced(PATIENCE)).isTrue();
      assertThat(mirror.snapshot()).hasSize(1);
      ObjectNode merge = JSON.createObjectNode();
      merge.putObject("metadata").putObject("labels").put("mirror", "no");
      client.patch(configMaps + "/a", "application/merge-patch+json", merge);
      SOON.passes(() -> assertThat(mirror.snapshot()).isEmpty());
    }
  }

  @Test
  void aMirrorGoesOnAfterARestartOfTheApiServer() throws Exception {
    client.create(configMaps, configMap("a", "1"));
    List<Change> changes = new CopyOnWriteArrayList<>();
    try (ResourceMirror mirror = mirror(client, "", changes)) {
      assertThat(mirror.awaitSynced(PATIENCE)).isTrue();
      plane.stopApiServer();
      assertThatExceptionOfType(ApiUnreachableException.class)
          .isThrownBy(() -> client.get(configMaps))
          .withMessageContaining(endpoint.name());
      assertThat(mirror.snapshot()).hasSize(2);
      plane.startApiServer();
      client.create(configMaps, configMap("b", "1"));
      SOON.passes(() -> assertThat(mirror.snapshot()).hasSize(3));
      assertThat(describe(changes)).containsOnlyOnce("+a@1", "+b@1"); // listed again or not
    }
  }

  @Test
  void aMirrorThatWasAwayTooLongListsAgainAndTellsTheDifference() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      client.create(configMaps, configMap(name, "1"));
    }
    List<Change> changes = new CopyOnWriteArrayList<>();
    try (TcpRelay relay = TcpRelay.start(endpoint.port());
        ApiServerClient away = new ApiServerClient(through(relay));
        ResourceMirror mirror = mirror(away, "", changes)) {
      assertThat(mirror.awaitSynced(PATIENCE)).isTrue();
      relay.refuse();
      relay.cut();
      changes.clear();
      client.create(configMaps, configMap("d", "1"));
      client.delete(configMaps + "/a");
      ObjectNode merge = JSON.createObjectNode();
      merge.putObject("data").put("v", "2");
      client.patch(configMaps + "/b", "application/merge-patch+json", merge);
      plane.stopApiServer(); // forgets what it could have told of the past
      plane.startApiServer();
      relay.resume();
      SOON.passes(() ->
          assertThat(describe(changes))
              .containsExactlyInAnyOrder("-a@1", "~b@2", "+d@1", "synced"));
      client.delete(configMaps + "/c");
      SOON.passes(() -> assertThat(describe(changes)).last().isEqualTo("-c@1"));
    }
  }

  @Test
  void aConnectionThatDiedSilentlyIsReplaced() throws Exception {
    List<Change> changes = new CopyOnWriteArrayList<>();
    try (TcpRelay relay = TcpRelay.start(endpoint.port());
        ApiServerClient far = new ApiServerClient(through(relay));
        ResourceMirror mirror = mirror(far, "", changes)) {
      assertThat(mirror.awaitSynced(PATIENCE)).isTrue();
      long before = relay.acceptedConnections();
      relay.blackHole();
      SOON.isTrue("another connection", () -> relay.acceptedConnections() > before);
      relay.resume();
      client.create(configMaps, configMap("a", "1"));
      SOON.passes(() -> assertThat(describe(changes)).last().isEqualTo("+a@1"));
    }
  }

  private ResourceMirror mirror(ApiServerClient by, String query, List<Change> changes) {
    ResourceMirror mirror = new ResourceMirror("test", by, configMaps, query, changes::add);
    mirror.start();
    return mirror;
  }

  private ApiServerEndpoint through(TcpRelay relay) {
    return new ApiServerEndpoint(
        "relayed",
        URI.create("https://" + endpoint.server().getHost() + ":" + relay.port()),
        endpoint.caPem(),
        endpoint.tlsServerName(),
        endpoint.credentials());
  }

  private static List<String> describe(List<Change> changes) {
    return changes.stream()
        .map(change ->
            switch (change) {
              case Change.Synced _ -> "synced";
              case Change.Added added -> "+" + id(added.object());
              case Change.Modified modified -> "~" + id(modified.object());
              case Change.Deleted deleted -> "-" + id(deleted.object());
            })
        .toList();
  }

  private static String id(ObjectNode object) {
    return object.at("/metadata/name").asText() + "@" + object.at("/data/v").asText();
  }

  private static ObjectNode configMap(String name, String value) {
    ObjectNode object = JSON.createObjectNode();
    object.putObject("metadata").put("name", name);
    object.putObject("data").put("v", value);
    return object;
  }
}
