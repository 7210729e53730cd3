package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.kube.ResponseBody;
import dev.jetway.manifests.BootstrapToken;
import dev.jetway.manifests.Enrolment;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NoTokenException;
import dev.jetway.tunnel.TokenClaims;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.dial.TokenExchange;
import dev.jetway.tunnel.dial.TokenOutcome;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.gateway.GatewayLimits;
import dev.jetway.tunnel.token.SecretTokenStore;
import dev.jetway.tunnel.token.StoredToken;
import dev.jetway.tunnel.token.TokenRenewal;
import dev.jetway.tunnel.token.TokenState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a connector comes to its token, and keeps it. */
@ExtendWith(ProviderPlane.class)
class TokenRenewalIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControlPlane plane;

  TokenRenewalIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void aBootstrapTokenWorksOnce() throws Exception {
    try (TestGateway gateway = gateway()) {
      String bootstrap = bootstrap(gateway, "once");

      TokenOutcome.Issued issued = issued(exchange(gateway, "once", bootstrap));
      assertThat(TokenClaims.of(issued.token()).orElseThrow().isBootstrap()).isFalse();
      assertThat(Duration.between(Instant.now(), issued.expires()))
          .isGreaterThan(Duration.ofHours(23));
      try (TunnelLink link = gateway.link("once", issued.token())) {
        assertThat(Requests.get(link, BUCKETS + "/buckets", "").status()).isEqualTo(200);
      }

      TokenOutcome.Refused refused = refused(exchange(gateway, "once", bootstrap));
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.reason()).isEqualTo(TunnelToken.BOOTSTRAP_USED);
      assertThat(refused.message()).contains("\"once\"", "works once", "jetway token create once");
    }
  }

  @Test
  void ofManyAtTheSameTimeOneIsAnswered() throws Exception {
    try (TestGateway gateway = gateway();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String bootstrap = bootstrap(gateway, "race");
      Callable<TokenOutcome> call = () -> exchange(gateway, "race", bootstrap);
      List<Future<TokenOutcome>> all = threads.invokeAll(List.of(call, call, call, call, call));

      assertThat(all.stream().map(Future::resultNow))
          .filteredOn(TokenOutcome.Issued.class::isInstance)
          .hasSize(1);
    }
  }

  @Test
  void anotherBootstrapTokenEndsTheOneBefore() {
    try (TestGateway gateway = gateway()) {
      String first = bootstrap(gateway, "twice");
      String second = bootstrap(gateway, "twice");

      assertThat(exchange(gateway, "twice", first)).isInstanceOf(TokenOutcome.Refused.class);
      issued(exchange(gateway, "twice", second));
    }
  }

  @Test
  void aBootstrapTokenOpensNoTunnel() {
    try (TestGateway gateway = gateway();
        ApiClient client = gateway.client()) {
      String bootstrap = bootstrap(gateway, "early");
      for (String path : List.of("/jetway/v1/session", "/jetway/v1/offers", BUCKETS + "/buckets")) {
        HttpResponse<String> answer =
            client.send(TestGateway.as(client.request(path), "early", bootstrap).GET());
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(answer.body())
            .contains(TunnelToken.BOOTSTRAP_ONLY, "exchange it first")
            .doesNotContain(bootstrap);
      }
    }
  }

  @Test
  void anExpiredTokenIsRefusedWithTheReason() {
    InstantSource later = () -> Instant.now().plus(Duration.ofHours(1));
    String bootstrap;
    try (TestGateway gateway = gateway()) {
      bootstrap = bootstrap(gateway, "late");
    }
    try (TestGateway gateway =
        TestGateway.start(plane, GatewayLimits.DEFAULT, later.withZone(ZoneOffset.UTC))) {
      TokenOutcome.Refused refused = refused(exchange(gateway, "late", bootstrap));
      assertThat(refused.code()).isEqualTo(401);
      assertThat(refused.message()).contains("has expired", "connect this cluster again");
    }
  }

  @Test
  void whatComesWithTheRequestIsNotListenedTo() {
    try (TestGateway gateway = gateway();
        ApiClient client = gateway.client()) {
      String token = gateway.enrol("modest");
      String body = "{\"spec\":{\"audiences\":[\"x\"]},\"metadata\":{\"name\":\"other\"}}";
      HttpResponse<String> answer =
          client.send(
              TestGateway.as(client.request(TunnelToken.PATH), "modest", token)
                  .header("Impersonate-User", "admin")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).isEqualTo(200);
      String issued = answer.body().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
      assertThat(claims(issued))
          .contains("\"sub\":\"system:serviceaccount:jetway-system:modest\"")
          .contains("\"aud\":[\"connect.jetway.dev\"]");

      assertThat(
              client
                  .send(
                      TestGateway.as(client.request(TunnelToken.PATH), "modest", token)
                          .POST(BodyPublishers.ofString("x".repeat(10_000))))
                  .statusCode())
          .isEqualTo(413);
      assertThat(
              client
                  .send(TestGateway.as(client.request(TunnelToken.PATH), "modest", token).GET())
                  .statusCode())
          .isEqualTo(405);
      assertThat(
              client
                  .send(client.request(TunnelToken.PATH).POST(BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void aMissingRoleIsNamedWithTheRemedy() {
    try (TestGateway gateway = gateway()) {
      String token = gateway.enrol("bare");
      plane
          .kubectl()
          .output("delete", "role", Enrolment.roleName("bare"), "-n", TestGateway.NAMESPACE);
      SOON.passes(() -> {
        TokenOutcome.Refused refused = refused(exchange(gateway, "bare", token));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
            .contains(
                "Role jetway-cluster-bare", "jetway manifests enrolment bare | kubectl apply");
      });
    }
  }

  @Test
  void aServiceAccountHasTokensOfItselfAlone() {
    try (TestGateway gateway = gateway()) {
      gateway.enrol("self");
      gateway.enrol("neighbour");
      String self = "--as=system:serviceaccount:jetway-system:self";
      String[] own = {"create", "token", "self", "-n", "jetway-system", self};
      assertThat(plane.kubectl(own).succeeded()).isTrue();
      for (String other : List.of("neighbour", "jetway-gateway", "default")) {
        var result = plane.kubectl("create", "token", other, "-n", "jetway-system", self);
        assertThat(result.err()).contains("cannot create resource \"serviceaccounts/token\"");
      }
      assertThat(can(self, "delete", "secret/self-bootstrap")).isTrue();
      assertThat(can(self, "delete", "secret/neighbour-bootstrap")).isFalse();
      assertThat(can(self, "get", "secret/self-bootstrap")).isFalse();
      assertThat(can(self, "list", "secrets")).isFalse();
    }
  }

  @Test
  void aTokenIsRenewedInItsSecretWhileAWatchStaysOpen() throws Exception {
    AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    InstantSource shifted = () -> Instant.now().plus(offset.get());
    BlockingQueue<TokenState> states = new LinkedBlockingQueue<>();
    try (TestGateway gateway = gateway();
        ApiServerClient consumer = admin()) {
      String first = bootstrap(gateway, "steady");
      secret("steady-connection", first);
      SecretTokenStore store = new SecretTokenStore(consumer, "default", "steady-connection");
      TokenExchange exchange = new TokenExchange(gateway.settings("steady", () -> "unused"));
      try (TokenRenewal renewal =
              TokenRenewal.start(
                  "steady",
                  store.read().orElseThrow(),
                  store,
                  exchange::exchange,
                  states::add,
                  shifted.withZone(ZoneOffset.UTC),
                  new Random());
          TunnelLink link = TunnelLink.open(gateway.settings("steady", renewal))) {
        SOON.isTrue("link", () -> link.state() instanceof LinkState.Up);
        assertThat(states.poll(10, TimeUnit.SECONDS)).isInstanceOf(TokenState.Usable.class);
        StoredToken second = SOON.value("stored token", () -> changed(store, first));
        ResponseBody watch =
            new ResponseBody(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""), PATIENCE);

        offset.set(Duration.ofHours(17));
        renewal.stored(new StoredToken("something else", "0")); // looks at the clock again
        StoredToken third = SOON.value("renewed token", () -> changed(store, second.token()));

        assertThat(third.token()).isNotIn(first, second.token());
        assertThat(renewal.get()).isEqualTo(third.token());
        for (String token : List.of(second.token(), third.token())) {
          issued(exchange.exchange(token)); // both are good
        }
        String one = bucket("steady", "x", "one");
        assertThat(Requests.send(link, "POST", buckets("steady", "x"), "x", one).status())
            .isEqualTo(201);
        assertThat(watch.read()).isEqualTo('{');
        assertThat(data("steady-connection", "gateway")).isEqualTo("kept:443");

        plane.kubectl().output("delete", "serviceaccount", "steady", "-n", TestGateway.NAMESPACE);
        SOON.isTrue("link down", () -> link.state() instanceof LinkState.Down);
        assertThat(refused(exchange.exchange(third.token())).code()).isIn(401, 403);
      }
    }
  }

  @Test
  void twoReplicasThatComeWithOneBootstrapTokenBothEndWithTheSameToken() {
    try (TestGateway gateway = gateway();
        ApiServerClient consumer = admin()) {
      String bootstrap = bootstrap(gateway, "pair");
      secret("pair-connection", bootstrap);
      SecretTokenStore store = new SecretTokenStore(consumer, "default", "pair-connection");
      StoredToken found = store.read().orElseThrow();
      TokenExchange exchange = new TokenExchange(gateway.settings("pair", () -> "unused"));
      try (TokenRenewal one = replica(found, store, exchange);
          TokenRenewal other = replica(found, store, exchange)) {
        StoredToken kept = SOON.value("stored token", () -> changed(store, bootstrap));
        SOON.isTrue("one", () -> kept.token().equals(tokenOf(one)));
        SOON.isTrue("other", () -> kept.token().equals(tokenOf(other)));
      }
    }
  }

  private static TokenRenewal replica(
      StoredToken found, SecretTokenStore store, TokenExchange exchange) {
    return TokenRenewal.start(
        "pair", found, store, exchange::exchange, _ -> {}, Clock.systemUTC(), new Random());
  }

  private static String tokenOf(TokenRenewal renewal) {
    try {
      return renewal.get();
    } catch (NoTokenException _) {
      return "";
    }
  }

  private static Optional<StoredToken> changed(SecretTokenStore store, String before) {
    return store.read().filter(found -> !found.token().equals(before));
  }

  private TestGateway gateway() {
    return TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
  }

  private ApiServerClient admin() {
    return new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
  }

  private String bootstrap(TestGateway gateway, String cluster) {
    gateway.enrol(cluster);
    try (ApiServerClient admin = admin()) {
      return BootstrapToken.create(
              admin, TestGateway.NAMESPACE, cluster, GatewayConfig.DEFAULT_AUDIENCE)
          .token();
    }
  }

  private static TokenOutcome exchange(TestGateway gateway, String cluster, String token) {
    try {
      return new TokenExchange(gateway.settings(cluster, () -> "unused")).exchange(token);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static TokenOutcome.Issued issued(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(TokenOutcome.Issued.class);
    return (TokenOutcome.Issued) outcome;
  }

  private static TokenOutcome.Refused refused(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(TokenOutcome.Refused.class);
    return (TokenOutcome.Refused) outcome;
  }

  private void secret(String name, String token) {
    plane
        .kubectl()
        .output(
            "create",
            "secret",
            "generic",
            name,
            "-n",
            "default",
            "--from-literal=token=" + token,
            "--from-literal=gateway=kept:443");
  }

  private String data(String secret, String key) {
    String encoded =
        plane
            .kubectl()
            .output("get", "secret", secret, "-n", "default", "-o", "jsonpath={.data." + key + "}");
    return new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
  }

  private static String claims(String token) {
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  private boolean can(String as, String verb, String resource) {
    return plane
        .kubectl("auth", "can-i", verb, resource, as, "-n", "jetway-system")
        .out()
        .startsWith("yes");
  }
}
