package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.TokenClaims;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.scope.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * Has the control plane make a new token for a caller: in the name of the caller's ServiceAccount,
 * so that its Role decides, and for that ServiceAccount alone, which the verified token names.
 *
 * <p>A bootstrap token is ended by it. The new token leaves only if it was this exchange that
 * deleted the Secret behind it: of two that come with the same one, one gets an answer.
 *
 * <p>Thread-safe; blocks.
 */
final class TokenIssue {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 64 * 1024;

  private final ApiServerClient api;
  private final String audience;
  private final Duration lifetime;

  /**
   * Makes tokens.
   *
   * @param audience whom they are for
   * @param lifetime how long they are to live; kube-apiserver may give another time
   */
  TokenIssue(ApiServerClient api, String audience, Duration lifetime) {
    this.api = api;
    this.audience = audience;
    this.lifetime = lifetime;
  }

  /** A new token, and its end as the control plane wrote it. */
  record Issued(String token, String expires) {
    @Override
    public String toString() {
      return "Issued[token=..., expires=" + expires + "]";
    }
  }

  /**
   * Makes one.
   *
   * @throws StatusException 403 if the caller's bootstrap token was used before, or its Role does
   *     not allow it; 401 if the ServiceAccount is not there any more; 503 if the control plane
   *     does not answer
   */
  Issued issue(VerifiedCaller caller, Tenant tenant) {
    JsonNode status = request(caller, tenant);
    String token = status.path("token").asText();
    boolean same =
        TokenClaims.of(token).filter(made -> made.accountUid().equals(caller.uid())).isPresent();
    if (!same) {
      throw CallerAuthentication.rejected(); // another ServiceAccount took the name meanwhile
    }
    caller.bootstrapSecret().ifPresent(uid -> end(caller, tenant, uid));
    return new Issued(token, status.path("expirationTimestamp").asText());
  }

  private JsonNode request(VerifiedCaller caller, Tenant tenant) {
    String path = core(caller) + "/serviceaccounts/" + caller.name() + "/token";
    Answer answer = send(caller, "POST", path, TunnelToken.request(audience, lifetime));
    return switch (answer.code()) {
      case 200, 201 -> answer.json().path("status");
      case 404 -> throw CallerAuthentication.rejected();
      case 403 -> throw forbidden(caller, tenant, answer);
      default -> throw failed("made", answer);
    };
  }

  /** Deletes the one Secret that the token is bound to, not another of its name. */
  private void end(VerifiedCaller caller, Tenant tenant, String secretUid) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.putObject("preconditions").put("uid", secretUid);
    String path = core(caller) + "/secrets/" + TokenClaims.bootstrapSecretName(caller.name());
    Answer answer = send(caller, "DELETE", path, options);
    switch (answer.code()) {
      case 200 -> {}
      case 404, 409 ->
          throw new StatusException(
              Status.of(
                  403,
                  TunnelToken.BOOTSTRAP_USED,
                  "the bootstrap token of cluster \""
                      + tenant.cluster()
                      + "\" was used before, or another one was made since: each works once. Connect the"
                      + " cluster again, or make a new one with \"jetway token create "
                      + tenant.cluster()
                      + "\""));
      case 403 -> throw forbidden(caller, tenant, answer);
      default -> throw failed("exchanged", answer);
    }
  }

  private static String core(VerifiedCaller caller) {
    return "/api/v1/namespaces/" + caller.namespace();
  }

  private static StatusException forbidden(VerifiedCaller caller, Tenant tenant, Answer answer) {
    String account = caller.namespace() + "/" + caller.name();
    if (answer.message().contains("impersonate")) {
      return new StatusException(
          Status.of(
              403,
              "the gateway may not ask for tokens in the name of ServiceAccount "
                  + account
                  + ": apply the manifests of this release at the control plane, \"jetway manifests gateway ... |"
                  + " kubectl apply -f -\""));
    }
    String single =
        tenant.mode() instanceof NamespaceMode.Single mode
            ? " --single-namespace " + mode.namespace()
            : "";
    return new StatusException(
        Status.of(
            403,
            "ServiceAccount "
                + account
                + " may not have its token renewed: the Role jetway-cluster-"
                + caller.name()
                + ", or its RoleBinding, is missing in namespace "
                + caller.namespace()
                + " of the control plane; run \"jetway manifests enrolment "
                + caller.name()
                + single
                + " | kubectl apply -f -\" there"));
  }

  private static StatusException failed(String what, Answer answer) {
    return new StatusException(
        Status.of(
            503,
            "the token could not be "
                + what
                + ": the control plane answers "
                + answer.code()
                + " "
                + answer.message()));
  }

  /** What the control plane says, whatever it is. */
  private record Answer(int code, JsonNode json) {
    String message() {
      return json.path("message").asText();
    }
  }

  /** In the name of the caller's ServiceAccount; its groups are the control plane's to add. */
  private Answer send(VerifiedCaller caller, String method, String path, JsonNode body) {
    HttpFields headers =
        HttpFields.build()
            .put("Accept", "application/json")
            .put("Content-Type", "application/json")
            .put(
                "Impersonate-User",
                "system:serviceaccount:" + caller.namespace() + ":" + caller.name());
    try {
      StreamedResponse response =
          api.send(
              method,
              path,
              "",
              headers,
              Optional.of(ByteBuffer.wrap(JSON.writeValueAsBytes(body))),
              TIMEOUT);
      JsonNode answer = JSON.readTree(ResponseBody.readAll(response, MOST_BYTES, TIMEOUT));
      return new Answer(response.status(), answer);
    } catch (IOException e) {
      throw new StatusException(
          Status.of(503, "the token could not be made: the control plane gave no answer"), e);
    }
  }
}
