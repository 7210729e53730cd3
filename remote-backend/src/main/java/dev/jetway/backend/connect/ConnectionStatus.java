package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.bind.BindingPlan;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.LinkTrouble;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SoftwareVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The status of a ClusterConnection: a pure function of what is known of it. */
final class ConnectionStatus {
  /** Where a status says which offer was accepted. */
  static final String ACCEPTED = "acceptedOffer";

  /** Where a status says which Secret it is of: whoever put another in waits for that. */
  private static final String GATEWAY = "gateway";

  private ConnectionStatus() {}

  /**
   * What is known.
   *
   * @param generation of the object
   * @param before its status until now
   * @param renewal why the token is not renewed; empty if it is
   * @param accepted the id of the offer that bindings have accepted; empty if there is none
   */
  record Facts(
      ConnectionSpec spec,
      long generation,
      JsonNode before,
      Credential credential,
      Optional<String> renewal,
      LinkState link,
      ApiCatalog catalog,
      String accepted,
      BindingPlan plan) {}

  static ObjectNode of(Facts facts, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("observedGeneration", facts.generation());
    status.put("connectorVersion", SoftwareVersion.CURRENT);
    if (facts.link() instanceof LinkState.Up(_, LinkSession session)) {
      status
          .putObject("controlPlane")
          .put("id", session.controlPlaneId())
          .put("clusterName", session.cluster())
          .put("gatewayVersion", session.version())
          .put("mode", session.mode() instanceof NamespaceMode.Single ? "Single" : "PerNamespace");
    } else if (facts.before().path("controlPlane") instanceof ObjectNode known) {
      status.set("controlPlane", known.deepCopy());
    }
    status.set("offeredAPIs", offered(facts));
    if (!facts.accepted().isEmpty()) {
      status.put(ACCEPTED, facts.accepted());
    }
    if (facts.credential() instanceof Credential.Token token) {
      status.put(GATEWAY, token.gateway());
    }
    expiry(facts).ifPresent(at -> status.put("tokenExpiresAt", at.toString()));
    status.set(
        "conditions",
        Condition.render(conditions(facts, now), facts.before(), facts.generation(), now));
    return status;
  }

  private static Optional<Instant> expiry(Facts facts) {
    return facts.credential() instanceof Credential.Token token
        ? token.expires()
        : Optional.empty();
  }

  static List<Condition> conditions(Facts facts, Instant now) {
    if (facts.credential() instanceof Credential.Unusable(String reason, String message)) {
      return List.of(
          Condition.isFalse(Condition.READY, reason, message),
          Condition.isFalse("SecretValid", reason, message),
          Condition.isFalse("Connected", reason, message),
          outOfSync(facts));
    }
    return switch (facts.link()) {
      case LinkState.Up _ ->
          List.of(
              ready(facts),
              secretValid(facts),
              Condition.isTrue("Connected", "Connected", "requests go through"),
              facts.catalog().isKnown()
                  ? Condition.isTrue(
                      "SchemaInSync", "InSync", "what is offered is followed by a watch")
                  : Condition.isFalse(
                      "SchemaInSync", "OutOfSync", "what is offered has not been told yet"));
      case LinkState.Down down -> {
        String reason = reason(down.trouble(), facts, now);
        String message = message(down, reason, facts);
        boolean credential = down.trouble() == LinkTrouble.CREDENTIAL;
        yield List.of(
            Condition.isFalse(Condition.READY, reason, message),
            credential ? Condition.isFalse("SecretValid", reason, message) : secretValid(facts),
            Condition.isFalse("Connected", reason, message),
            outOfSync(facts));
      }
    };
  }

  /** Whoever waits for it binds next, and then what is offered must be known. */
  private static Condition ready(Facts facts) {
    if (!facts.catalog().isKnown()) {
      return Condition.isFalse(
          Condition.READY,
          "Connecting",
          "the control plane answers, and has not told yet what it offers");
    }
    return Condition.isTrue(
        Condition.READY,
        "Ready",
        "Provider controlplane is available"
            + facts.renewal().map(why -> "; " + notRenewed(facts, why)).orElse(""));
  }

  private static Condition secretValid(Facts facts) {
    return facts
        .renewal()
        .map(why -> Condition.isTrue("SecretValid", "RenewalFailing", notRenewed(facts, why)))
        .orElseGet(() ->
            Condition.isTrue(
                "SecretValid", "SecretValid", facts.spec().secret() + " has what is needed"));
  }

  private static String notRenewed(Facts facts, String why) {
    return "the token of %s, which ends at %s, is not renewed: %s"
        .formatted(
            facts.spec().secret(),
            expiry(facts).map(Instant::toString).orElse("an unknown time"),
            why);
  }

  private static Condition outOfSync(Facts facts) {
    return Condition.isFalse(
        "SchemaInSync",
        "OutOfSync",
        facts.catalog().isKnown()
            ? "what is served is what was offered when the control plane was last reached"
            : "it is not known what the control plane offers");
  }

  private static String reason(LinkTrouble trouble, Facts facts, Instant now) {
    return switch (trouble) {
      case CONNECTING -> "Connecting";
      case UNREACHABLE -> "GatewayUnreachable";
      case CERTIFICATE -> "CertificateRejected";
      case CREDENTIAL ->
          expiry(facts).filter(at -> !at.isAfter(now)).isPresent()
              ? "TokenExpired"
              : "TokenRejected";
      case PERMISSION -> "PermissionDenied";
      case NAME_IN_USE -> "ClusterNameInUse";
      case IDENTITY_CHANGED -> "ClusterIdentityChanged";
    };
  }

  /** What happened, and what to do. */
  private static String message(LinkState.Down down, String reason, Facts facts) {
    ConnectionSpec.SecretRef secret = facts.spec().secret();
    boolean direct = secret.kind() == ConnectionSpec.SecretRef.Kind.KUBECONFIG;
    String remedy =
        switch (reason) {
          case "GatewayUnreachable" ->
              direct ? "; check the server in the kubeconfig of " + secret : "";
          case "CertificateRejected" ->
              direct
                  ? "; put its authority into the kubeconfig of " + secret
                  : "; put the gateway's CA into the key ca.crt of " + secret;
          case "TokenExpired" ->
              "; the token expired at "
                  + expiry(facts).map(Instant::toString).orElse("an unknown time")
                  + ": put a new one into the key token of "
                  + secret
                  + ", or run jetway connect again";
          case "TokenRejected" ->
              direct
                  ? "; put a kubeconfig with a valid credential into " + secret
                  : "; put a new token into the key token of "
                      + secret
                      + ", or run jetway connect again";
          case "PermissionDenied" ->
              direct ? "; give the user of the kubeconfig what the gateway may do" : "";
          default -> "";
        };
    return down.reason() + remedy;
  }

  private static ArrayNode offered(Facts facts) {
    TreeMap<String, ObjectNode> apis = new TreeMap<>();
    for (ApiVersion version : facts.catalog().versions()) {
      for (String resource : version.names()) {
        apis.computeIfAbsent(
                version.group() + "/" + resource,
                _ -> {
                  ObjectNode api = JsonNodeFactory.instance.objectNode();
                  api.put("group", version.group()).put("resource", resource);
                  api.put("kind", version.kindOf(resource).orElse(""));
                  api.put("scope", "Namespaced");
                  api.putArray("versions");
                  return api.put(
                      "bound",
                      facts.plan().isBound(facts.spec().name(), version.group(), resource));
                })
            .withArray("versions")
            .add(version.version());
      }
    }
    return JsonNodeFactory.instance.arrayNode().addAll(apis.values());
  }
}
