package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.cluster.Target;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ObjectAddress;
import dev.jetway.manifests.OurApiServices;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must be right in the consumer cluster whatever it is connected to. */
final class ClusterSteps {
  private ClusterSteps() {}

  static List<Step> all(InstantSource clock) {
    return List.of(new Api(), new Kinds(), new Connector(clock), new ApiServices());
  }

  /** The consumer's API server answers. */
  private record Api() implements Step {
    @Override
    public String name() {
      return "consumer-api";
    }

    @Override
    public Finding examine(Patient patient) {
      String server = patient.consumer().endpoint().server().toString();
      return Finding.ok(
          name(), "", "asked " + server + " who it is", Target.uid(patient.consumer()));
    }
  }

  /** The CRDs are there and established. */
  private record Kinds() implements Step {
    @Override
    public String name() {
      return "kinds";
    }

    @Override
    public Finding examine(Patient patient) {
      List<String> missing = new ArrayList<>();
      for (ObjectNode kind : ConsumerManifests.kinds(patient.namespace())) {
        String crd = kind.at("/metadata/name").asText();
        boolean established =
            patient
                .consumer()
                .find(ObjectAddress.of(kind).path())
                .filter(found -> Conditions.isTrue(found, "Established"))
                .isPresent();
        if (!established) {
          missing.add(crd);
        }
      }
      String tried = "looked for the CRDs of connect.jetway.dev";
      return missing.isEmpty()
          ? Finding.ok(name(), "", tried, "established")
          : Finding.wrong(
              name(),
              "",
              tried,
              "not there, or not established: " + String.join(", ", missing),
              "install the connector: 'jetway install connector', or its manifests or chart");
    }
  }

  /** A connector renews its Lease. */
  private record Connector(InstantSource clock) implements Step {
    private static final Duration SILENT = Duration.ofMinutes(1);

    @Override
    public String name() {
      return "connector";
    }

    @Override
    public Finding examine(Patient patient) {
      ApiServerClient client = patient.consumer();
      String tried =
          "looked at Lease " + patient.namespace() + "/jetway-connector, which the leader renews";
      Optional<ObjectNode> lease =
          client.find(
              "/apis/coordination.k8s.io/v1/namespaces/"
                  + patient.namespace()
                  + "/leases/jetway-connector");
      String holder = lease.map(found -> found.at("/spec/holderIdentity").asText()).orElse("");
      Optional<Instant> renewed =
          lease.flatMap(found -> time(found.at("/spec/renewTime").asText()));
      boolean alive =
          !holder.isEmpty()
              && renewed.isPresent()
              && Duration.between(renewed.get(), clock.instant()).compareTo(SILENT) < 0;
      if (alive) {
        return Finding.ok(name(), "", tried, "held by " + holder);
      }
      String found =
          lease.isEmpty()
              ? "there is none"
              : "nobody holds it, last renewed " + renewed.map(Instant::toString).orElse("never");
      return Finding.wrong(
          name(), "", tried, found, "no connector runs: " + pods(client, patient.namespace()));
    }

    private static String pods(ApiServerClient client, String namespace) {
      return client
          .find("/apis/apps/v1/namespaces/" + namespace + "/deployments/jetway-connector")
          .map(deployment ->
              "%d of %d pods are ready, see kubectl describe pods -n %s -l app.kubernetes.io/name=jetway-connector"
                  .formatted(
                      deployment.at("/status/readyReplicas").asInt(),
                      deployment.at("/spec/replicas").asInt(),
                      namespace))
          .orElse(
              "install it with 'jetway install connector', or start the one that runs elsewhere");
    }

    private static Optional<Instant> time(String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeParseException _) {
        return Optional.empty();
      }
    }
  }

  /** kube-apiserver reaches the connector under each APIService. */
  private record ApiServices() implements Step {
    @Override
    public String name() {
      return "apiservices";
    }

    @Override
    public Finding examine(Patient patient) {
      List<ObjectNode> all = OurApiServices.list(patient.consumer());
      List<String> unavailable = new ArrayList<>();
      for (ObjectNode one : all) {
        if (!Conditions.isTrue(one, "Available")) {
          unavailable.add(
              one.at("/metadata/name").asText()
                  + ": "
                  + Conditions.reason(one, "Available")
                  + " "
                  + Conditions.message(one, "Available"));
        }
      }
      String tried = "looked whether the APIServices of the connector are Available";
      return unavailable.isEmpty()
          ? Finding.ok(name(), "", tried, all.size() + " of " + all.size())
          : Finding.wrong(
              name(),
              "",
              tried,
              String.join("; ", unavailable),
              "kube-apiserver must reach the connector's Service on port 443 and trust its"
                  + " certificate: see that a connector runs and that no NetworkPolicy is in the"
                  + " way; it puts a wrong caBundle right by itself");
    }
  }
}
