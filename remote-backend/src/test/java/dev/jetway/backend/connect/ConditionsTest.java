package dev.jetway.backend.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.bind.BindingPlan;
import dev.jetway.backend.bind.Verdict;
import dev.jetway.backend.bind.Verdict.BoundResource;
import dev.jetway.backend.cache.StaleReads;
import dev.jetway.backend.change.Judgement;
import dev.jetway.backend.connect.ConnectionSpec.SecretRef;
import dev.jetway.backend.connect.RegisteredApis.Conflict;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.LinkTrouble;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.offer.GroupVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conditions of connections and bindings. */
class ConditionsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();
  private static final GroupVersion V1 = new GroupVersion("g.example.org", "v1");
  private static final Verdict BOUND =
      new Verdict.Bound(
          List.of(
              new BoundResource("g.example.org", "things", "Thing", new TreeSet<>(Set.of("v1")))),
          Optional.empty());

  /** Of a control plane that has told that it offers nothing. */
  private static final ApiCatalog KNOWN =
      new ApiCatalog(List.of(), new ApiCatalog.Document(ByteBuffer.allocate(0), "hash"));

  private static ConnectionSpec spec(SecretRef.Kind kind) {
    return new ConnectionSpec(
        "prod",
        "uid",
        NOW,
        new SecretRef(kind, "own", "s"),
        Optional.empty(),
        Optional.empty(),
        false,
        StaleReads.SERVE,
        Optional.empty());
  }

  private static ObjectNode status(Credential credential, LinkState link, JsonNode before) {
    return status(credential, Optional.empty(), link, before);
  }

  private static ObjectNode status(
      Credential credential, Optional<String> renewal, LinkState link, JsonNode before) {
    return status(credential, renewal, link, KNOWN, before);
  }

  private static ObjectNode status(
      Credential credential,
      Optional<String> renewal,
      LinkState link,
      ApiCatalog catalog,
      JsonNode before) {
    return ConnectionStatus.of(
        new ConnectionStatus.Facts(
            spec(SecretRef.Kind.TOKEN),
            3,
            before,
            credential,
            renewal,
            link,
            catalog,
            "accepted",
            BindingPlan.NOTHING),
        NOW);
  }

  private static Credential token(Instant expires) {
    return new Credential.Token("g:1", "pem", "t", Optional.of(expires));
  }

  private static String of(JsonNode status, String type) {
    JsonNode condition = Condition.find(status, type);
    return condition.path("status").asText() + " " + condition.path("reason").asText();
  }

  private static JsonNode binding(Verdict verdict, RegisteredApis registered) {
    return binding(verdict, new Judgement.Compatible(), registered);
  }

  private static JsonNode binding(Verdict verdict, Judgement judgement, RegisteredApis registered) {
    return BindingStatus.of(
        new BindingStatus.Facts(
            new Binding.Key("team-a", "own"), verdict, judgement, registered, 1, NONE),
        NOW);
  }

  private static RegisteredApis registered(Set<GroupVersion> right, String... conflict) {
    return new RegisteredApis(
        1,
        right,
        conflict.length == 0 ? Map.of() : Map.of(V1, new Conflict(conflict[0], conflict[1])),
        Set.of());
  }

  @Test
  void aConnectionThatIsUpIsReady() {
    ObjectNode status =
        status(
            token(NOW.plusSeconds(60)),
            new LinkState.Up(
                NOW, new LinkSession("shop", "cp", "1", new NamespaceMode.PerNamespace())),
            NONE);
    assertThat(of(status, "Ready")).isEqualTo("True Ready");
    assertThat(Condition.find(status, "Ready").path("message").asText())
        .isEqualTo("Provider controlplane is available");
    assertThat(of(status, "Connected")).startsWith("True");
    assertThat(of(status, "SecretValid")).startsWith("True");
    assertThat(status.at("/controlPlane/clusterName").asText()).isEqualTo("shop");
    assertThat(status.path("observedGeneration").asInt()).isEqualTo(3);
    assertThat(status.path("tokenExpiresAt").asText()).isEqualTo("2030-01-01T00:01:00Z");
    assertThat(status.path("gateway").asText()).isEqualTo("g:1");
  }

  @Test
  void aConnectionThatHasNotToldWhatItOffersIsNotReady() {
    ObjectNode status =
        status(
            token(NOW.plusSeconds(60)),
            Optional.empty(),
            new LinkState.Up(
                NOW, new LinkSession("shop", "cp", "1", new NamespaceMode.PerNamespace())),
            ApiCatalog.UNKNOWN,
            NONE);
    assertThat(of(status, "Ready")).isEqualTo("False Connecting");
    assertThat(of(status, "Connected")).isEqualTo("True Connected");
    assertThat(of(status, "SchemaInSync")).isEqualTo("False OutOfSync");
  }

  @Test
  void aTokenThatIsNotRenewedIsToldWhileItIsGood() {
    ObjectNode status =
        status(
            token(NOW.plusSeconds(60)),
            Optional.of("the Role is missing"),
            new LinkState.Up(
                NOW, new LinkSession("shop", "cp", "1", new NamespaceMode.PerNamespace())),
            NONE);
    assertThat(of(status, "Ready")).isEqualTo("True Ready");
    assertThat(of(status, "SecretValid")).isEqualTo("True RenewalFailing");
    assertThat(Condition.find(status, "Ready").path("message").asText())
        .startsWith("Provider controlplane is available; the token of Secret own/s, which ends at")
        .endsWith("is not renewed: the Role is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTING, Connecting, True",
    "UNREACHABLE, GatewayUnreachable, True",
    "CERTIFICATE, CertificateRejected, True",
    "CREDENTIAL, TokenRejected, False",
    "PERMISSION, PermissionDenied, True",
    "NAME_IN_USE, ClusterNameInUse, True",
    "IDENTITY_CHANGED, ClusterIdentityChanged, True"
  })
  void eachTroubleHasItsReason(LinkTrouble trouble, String reason, String secretValid) {
    ObjectNode status =
        status(token(NOW.plusSeconds(60)), new LinkState.Down(NOW, "because", trouble), NONE);
    assertThat(of(status, "Ready")).isEqualTo("False " + reason);
    assertThat(of(status, "Connected")).isEqualTo("False " + reason);
    assertThat(of(status, "SecretValid")).startsWith(secretValid);
    assertThat(Condition.find(status, "Ready").path("message").asText()).startsWith("because");
  }

  @Test
  void aRejectedTokenThatHasExpiredSaysSo() {
    ObjectNode status =
        status(
            token(NOW.minusSeconds(1)),
            new LinkState.Down(NOW, "no", LinkTrouble.CREDENTIAL),
            NONE);
    assertThat(of(status, "Ready")).isEqualTo("False TokenExpired");
    assertThat(Condition.find(status, "Ready").path("message").asText())
        .contains("2029-12-31T23:59:59Z", "Secret own/s");
  }

  @Test
  void aConditionKeepsItsTimeWhileItsStatusStays() {
    LinkState down = new LinkState.Down(NOW, "no", LinkTrouble.UNREACHABLE);
    ObjectNode before = status(token(NOW), down, NONE);
    for (JsonNode condition : before.path("conditions")) {
      ((ObjectNode) condition).put("lastTransitionTime", "2020-01-01T00:00:00Z");
    }
    ObjectNode same =
        status(token(NOW), new LinkState.Down(NOW, "other", LinkTrouble.CERTIFICATE), before);
    assertThat(Condition.find(same, "Ready").path("lastTransitionTime").asText())
        .isEqualTo("2020-01-01T00:00:00Z");
    assertThat(Condition.find(same, "Ready").path("reason").asText())
        .isEqualTo("CertificateRejected");
  }

  @Test
  void aBindingIsReadyOnceItIsRegistered() {
    assertThat(of(binding(BOUND, RegisteredApis.NONE), "Ready")).isEqualTo("False Registering");
    JsonNode status = binding(BOUND, registered(Set.of(V1)));
    assertThat(of(status, "Ready")).isEqualTo("True Bound");
    assertThat(of(status, "Bound")).startsWith("True");
    assertThat(of(status, "Conflicts")).startsWith("False");
    assertThat(status.at("/servedAPIs/0/versions/0").asText()).isEqualTo("v1");
  }

  @Test
  void whatTheClusterHasItselfIsAConflict() {
    JsonNode status = binding(BOUND, registered(Set.of(), "LocalCRDExists", "a CRD has it"));
    assertThat(of(status, "Ready")).isEqualTo("False LocalCRDExists");
    assertThat(of(status, "Bound")).isEqualTo("False LocalCRDExists");
    assertThat(of(status, "Conflicts")).isEqualTo("True LocalCRDExists");
    assertThat(Condition.find(status, "Ready").path("message").asText())
        .startsWith("a CRD has it")
        .endsWith("or this binding");
    assertThat(status.path("servedAPIs")).isEmpty();
    JsonNode shadowed = binding(BOUND, registered(Set.of(V1), "LocalCRDShadowed", "late"));
    assertThat(of(shadowed, "Bound")).startsWith("True");
    assertThat(shadowed.path("servedAPIs")).hasSize(1);
  }

  @Test
  void aRefusalIsTheReason() {
    JsonNode status =
        binding(new Verdict.Refused(Verdict.Reason.API_NOT_OFFERED, "no"), RegisteredApis.NONE);
    assertThat(of(status, "Ready")).isEqualTo("False APINotOffered");
    assertThat(of(status, "Conflicts")).startsWith("False");
  }

  @Test
  void aChangeThatBreaksClientsIsToldWithWhatToDo() {
    Judgement applied =
        new Judgement.Breaking("abc", List.of("things v1 spec.a: is gone"), 3, true, List.of());
    JsonNode status = binding(BOUND, applied, registered(Set.of(V1)));
    assertThat(of(status, "Compatible")).isEqualTo("False BreakingChange");
    assertThat(Condition.find(status, "Compatible").path("message").asText())
        .contains("things v1 spec.a: is gone; and 2 more")
        .endsWith(
            "kubectl patch apibinding own -n team-a --type=merge -p"
                + " '{\"spec\":{\"approvedRevision\":\"abc\"}}'");
    assertThat(status.path("pendingRevision").asText()).isEqualTo("abc");
    assertThat(of(status, "Ready")).isEqualTo("True Bound");
    assertThat(Condition.find(status, "Ready").path("message").asText())
        .isEqualTo("served in this cluster; a change breaks clients: see the condition Compatible");
  }

  @Test
  void aChangeThatWaitsSaysForWhom() {
    Binding.Key own = new Binding.Key("team-a", "own");
    Binding.Key other = new Binding.Key("", "all");
    assertThat(compatible(new Judgement.Breaking("abc", List.of("x"), 1, true, List.of(own))))
        .contains("the schemas of before are shown, while", "To approve: kubectl patch apibinding");
    assertThat(compatible(new Judgement.Breaking("abc", List.of("x"), 1, false, List.of(other))))
        .contains("cannot be held", "It waits for the approval of ClusterAPIBinding all");
    assertThat(of(binding(BOUND, new Judgement.Compatible(), RegisteredApis.NONE), "Compatible"))
        .isEqualTo("True NoBreakingChange");
    assertThat(
            of(
                binding(BOUND, new Judgement.Unknown("NotKept", "why"), RegisteredApis.NONE),
                "Compatible"))
        .isEqualTo("Unknown NotKept");
  }

  private static String compatible(Judgement judgement) {
    JsonNode status = binding(BOUND, judgement, registered(Set.of(V1)));
    assertThat(of(status, "Compatible")).isEqualTo("False ApprovalNeeded");
    return Condition.find(status, "Compatible").path("message").asText();
  }
}
