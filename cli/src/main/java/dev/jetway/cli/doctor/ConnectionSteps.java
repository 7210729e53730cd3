package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.connect.ConnectionSpec.SecretRef;
import dev.jetway.backend.connect.Credential;
import dev.jetway.cli.bind.Binding;
import dev.jetway.kube.InvalidKubeconfigException;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.Conditions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What must be right of a connection in the consumer cluster. */
final class ConnectionSteps {
  static final String CONNECTIONS = "/apis/" + Binding.API_VERSION + "/clusterconnections";

  private ConnectionSteps() {}

  static List<Step> all(InstantSource clock) {
    return List.of(new Connection(), new Secret(), new Token(clock));
  }

  /** The ClusterConnection is there. */
  private record Connection() implements Step {
    @Override
    public String name() {
      return "connection";
    }

    @Override
    public Finding examine(Patient patient) {
      String tried = "read ClusterConnection " + patient.connection();
      Optional<ObjectNode> found =
          patient.consumer().find(CONNECTIONS + "/" + patient.connection());
      if (found.isEmpty()) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            "there is none",
            "connect with 'jetway connect " + patient.connection() + "', or apply one");
      }
      patient.noteObject(found.get());
      String reason = Conditions.reason(found.get(), "Ready");
      return Finding.ok(
          name(),
          patient.connection(),
          tried,
          reason.isEmpty()
              ? "no connector has written its status"
              : "the connector says: " + reason + ", " + Conditions.message(found.get(), "Ready"));
    }
  }

  /** Its Secret is there and holds what it needs. */
  private record Secret() implements Step {
    @Override
    public String name() {
      return "secret";
    }

    @Override
    public Finding examine(Patient patient) {
      JsonNode reference = patient.object().at("/spec/secretRef");
      SecretRef ref =
          new SecretRef(
              reference.path("kind").asText().equals("KubeConfig")
                  ? SecretRef.Kind.KUBECONFIG
                  : SecretRef.Kind.TOKEN,
              reference.path("namespace").asText(),
              reference.path("name").asText());
      Optional<ObjectNode> secret =
          patient
              .consumer()
              .find("/api/v1/namespaces/" + ref.namespace() + "/secrets/" + ref.name());
      Credential credential = Credential.of(ref, secret, patient.namespace());
      String tried = "read " + ref;
      return switch (credential) {
        case Credential.Unusable(String reason, String message) ->
            Finding.wrong(name(), patient.connection(), tried, reason, message);
        case Credential.Token token -> {
          patient.noteCredential(token);
          yield Finding.ok(name(), patient.connection(), tried, token.toString());
        }
        case Credential.Kubeconfig kubeconfig -> usable(patient, tried, kubeconfig);
      };
    }

    private Finding usable(Patient patient, String tried, Credential.Kubeconfig kubeconfig) {
      try {
        String server = Kubeconfig.parse(kubeconfig.text(), Optional.empty()).server().toString();
        patient.noteCredential(kubeconfig);
        return Finding.ok(name(), patient.connection(), tried, "kubeconfig of " + server);
      } catch (InvalidKubeconfigException e) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            String.valueOf(e.getMessage()),
            "put a kubeconfig that holds its certificates and a token itself into the key"
                + " kubeconfig");
      }
    }
  }

  /** The token has time left. */
  private record Token(InstantSource clock) implements Step {
    @Override
    public String name() {
      return "token";
    }

    @Override
    public Finding examine(Patient patient) {
      if (!(patient.credential() instanceof Credential.Token token)) {
        return Finding.skipped(name(), patient.connection(), "a kubeconfig is used");
      }
      String tried = "read when the token expires";
      Optional<Instant> expires = token.expires();
      if (expires.isPresent() && expires.get().isBefore(clock.instant())) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            "it expired at " + expires.get(),
            "make a new one: run 'jetway connect "
                + patient.connection()
                + "' again, or 'jetway token create' at the control plane");
      }
      return Finding.ok(
          name(),
          patient.connection(),
          tried,
          expires.map(time -> "at " + time).orElse("it does not say"));
    }
  }
}
