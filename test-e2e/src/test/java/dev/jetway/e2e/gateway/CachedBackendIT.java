package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.JANE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.CacheFigures.OfResource;
import dev.jetway.backend.ProviderBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.cache.CacheSettings;
import dev.jetway.backend.cache.StaleReads;
import dev.jetway.backend.feed.CacheLimits;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.direct.DirectLink;
import dev.jetway.tunnel.offer.OfferRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cache of a backend, in this process: its limits, its settings, and whom it answers. */
@ExtendWith(ProviderPlane.class)
class CachedBackendIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final UserInfo BOB = UserInfo.of("bob", List.of("devs"));
  private static final String ALL = BUCKETS + "/buckets";
  private static final String MINE = BUCKETS + "/namespaces/team/buckets";

  private final ControlPlane plane;
  private Optional<Opened> opened = Optional.empty();

  CachedBackendIT(ControlPlane plane) {
    this.plane = plane;
  }

  private record Opened(ApiServerClient api, DirectLink link, ProviderBackend backend) {}

  @AfterEach
  void close() {
    opened.ifPresent(each -> {
      each.backend().close();
      each.api().close();
    });
  }

  @Test
  void overItsLimitAResourceIsDroppedAndItsRequestsPassOn() throws Exception {
    ProviderBackend backend =
        open("tight", new CacheSettings(new CacheLimits(200_000, 64), StaleReads.SERVE));
    create(backend, "small", 10);
    SOON.isTrue("the list to be kept", () -> servedHere(backend, ALL + "?resourceVersion=0", JANE));
    StreamedResponse watch = read(backend, ALL + "?watch=true&resourceVersion=0", JANE);
    for (int i = 0; i < 4; i++) {
      create(backend, "large-" + i, 100_000);
    }
    String events = Requests.read(watch).body();
    assertThat(events).as("it ends cleanly").startsWith("{\"type\":\"ADDED\"").endsWith("}\n");
    SOON.isTrue("nothing to be kept", () -> figures(backend).isEmpty());
    String list = body(backend, ALL + "?resourceVersion=0", JANE);
    assertThat(list).contains("large-3");
    assertThat(servedHere(backend, ALL + "?resourceVersion=0", JANE)).isFalse();
    assertThat(backend.cacheFigures().resources()).isEmpty();
  }

  @Test
  void readsWhileTheProviderIsGoneAreServedOrRefused() throws Exception {
    ProviderBackend serving =
        open("serving", new CacheSettings(CacheLimits.ofHeap(), StaleReads.SERVE));
    Opened first = opened.orElseThrow();
    try {
      ProviderBackend refusing =
          open("refusing", new CacheSettings(CacheLimits.ofHeap(), StaleReads.REFUSE));
      for (ProviderBackend backend : List.of(serving, refusing)) {
        create(backend, "kept", 10);
        SOON.isTrue(
            "the list to be kept", () -> servedHere(backend, ALL + "?resourceVersion=0", JANE));
      }
      plane.stop(Component.API_SERVER);
      try {
        SOON.isTrue("links down", () -> isDown(first) && isDown(opened.orElseThrow()));
        for (String query : List.of("", "?resourceVersion=0")) {
          StreamedResponse old = read(serving, MINE + query, JANE);
          assertThat(old.headers().get("Warning")).contains("is down since", " s old");
          assertThat(Requests.read(old).body()).contains("\"kept\"");
          assertThatThrownBy(() -> read(refusing, MINE + query, JANE))
              .isInstanceOfSatisfying(
                  StatusException.class, e -> assertThat(e.status().code()).isEqualTo(503));
        }
        assertThatThrownBy(() -> read(serving, MINE + "?continue=x", JANE))
            .isInstanceOf(StatusException.class);
      } finally {
        plane.start(Component.API_SERVER);
      }
      SOON.isTrue("links up", () -> !isDown(first) && !isDown(opened.orElseThrow()));
    } finally {
      first.backend().close();
      first.api().close();
    }
  }

  @Test
  void whoLostTheRightAtTheProviderIsRefused() throws Exception {
    ProviderBackend backend = open("rights", CacheSettings.defaults());
    create(backend, "jewels", 10);
    SOON.isTrue("the list to be kept", () -> servedHere(backend, ALL + "?resourceVersion=0", BOB));
    String roles =
        plane
            .kubectl()
            .output("get", "clusterroles", "jetway:offered-view", "jetway:offered", "-o", "yaml");
    plane.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: bucket-reader}
        rules:
        - {apiGroups: [storage.example.org], resources: [buckets], verbs: [list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: jane-reads}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: bucket-reader}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "jetway:rights:jane"}
        """);
    try {
      for (String role : List.of("jetway:offered-view", "jetway:offered")) {
        plane
            .kubectl()
            .output("patch", "clusterrole", role, "--type=merge", "-p", "{\"rules\":[]}");
      }
      SOON.isTrue(
          "bob to be refused", () -> status(backend, ALL + "?resourceVersion=0", BOB) == 403);
      assertThat(figures(backend)).as("the objects are still known").isNotEmpty();
      assertThat(status(backend, ALL + "?watch=true&resourceVersion=0", BOB)).isEqualTo(403);
      assertThat(servedHere(backend, ALL + "?resourceVersion=0", JANE))
          .as("jane has her own")
          .isTrue();
      assertThat(status(backend, MINE + "/jewels?resourceVersion=0", JANE)).isEqualTo(403);
    } finally {
      plane.kubectl().runWithInput(roles, "replace", "-f", "-");
      plane
          .kubectl()
          .output("delete", "clusterrolebinding/jane-reads", "clusterrole/bucket-reader");
    }
  }

  private ProviderBackend open(String cluster, CacheSettings settings) {
    ApiServerClient api =
        new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
    DirectLink link =
        DirectLink.open(
            "lab",
            cluster,
            new NamespaceMode.PerNamespace(),
            LinkIdentity.firstSeen(),
            api,
            OfferRule.parse(OfferRule.DEFAULT_SELECTOR, true),
            Clock.systemUTC());
    ProviderBackend backend =
        new ProviderBackend(
            link, Optional.empty(), LastKnownStore.none(), _ -> false, settings, Clock.systemUTC());
    opened = Optional.of(new Opened(api, link, backend));
    SOON.isTrue(
        "the offers",
        () ->
            backend.catalog().find("storage.example.org", "v1").isPresent()
                && backend.linkState() instanceof LinkState.Up);
    return backend;
  }

  private static boolean isDown(Opened each) {
    return each.link().state() instanceof LinkState.Down;
  }

  private static List<OfResource> figures(ProviderBackend backend) {
    return backend.cacheFigures().resources().stream().filter(each -> each.objects() > 0).toList();
  }

  private static boolean servedHere(ProviderBackend backend, String path, UserInfo user) {
    long before = backend.cacheFigures().fromCache();
    return status(backend, path, user) == 200 && backend.cacheFigures().fromCache() > before;
  }

  private static int status(ProviderBackend backend, String path, UserInfo user) {
    StreamedResponse response = read(backend, path, user);
    response.cancel(new IOException("the status was enough"));
    return response.status();
  }

  private static String body(ProviderBackend backend, String path, UserInfo user)
      throws IOException {
    return Requests.read(read(backend, path, user)).body();
  }

  private static StreamedResponse read(ProviderBackend backend, String path, UserInfo user) {
    return call(backend, "GET", path, Optional.empty(), user);
  }

  private static void create(ProviderBackend backend, String name, int padding) throws IOException {
    String bucket =
        """
        {"apiVersion":"storage.example.org/v1","kind":"Bucket","metadata":{"name":"%s"},
         "spec":{"region":"eu-1","tags":{"padding":"%s"}}}
        """
            .formatted(name, "x".repeat(padding));
    Requests.Answer made = Requests.read(call(backend, "POST", MINE, Optional.of(bucket), JANE));
    assertThat(made.status()).as(made.body()).isIn(201, 409);
  }

  private static StreamedResponse call(
      ProviderBackend backend,
      String method,
      String pathAndQuery,
      Optional<String> body,
      UserInfo user) {
    String[] parts = pathAndQuery.split("\\?", 2);
    return backend.call(
        new ResourceRequest(
            method,
            RequestInfo.of(method, parts[0], parts.length > 1 ? parts[1] : ""),
            HttpFields.build()
                .put("Accept", "application/json")
                .put("Content-Type", "application/json"),
            body.map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))),
            user,
            ""));
  }
}
