package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.cluster.Target;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Enrolment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must be right at the control plane, where it is given. */
final class ProviderSteps {
  private static final String NOT_GIVEN =
      "give --provider-kubeconfig or --provider-context to look at the control plane, too";

  private ProviderSteps() {}

  static List<Step> all() {
    return List.of(new Rights(), new Enrolled());
  }

  /** The gateway may do what it must. */
  private record Rights() implements Step {
    @Override
    public String name() {
      return "gateway-rights";
    }

    @Override
    public Finding examine(Patient patient) {
      if (patient.provider().isEmpty()) {
        return Finding.skipped(name(), patient.connection(), NOT_GIVEN);
      }
      ApiServerClient provider = patient.provider().get();
      String gateway = "system:serviceaccount:" + patient.providerNamespace() + ":jetway-gateway";
      List<String> denied = new ArrayList<>();
      for (String[] right :
          new String[][] {
            {"create", "authentication.k8s.io", "tokenreviews"},
            {"watch", "apiextensions.k8s.io", "customresourcedefinitions"},
            {"create", "", "namespaces"},
            {"impersonate", "", "users"},
            {"impersonate", "", "groups"},
            {"create", "rbac.authorization.k8s.io", "rolebindings"}
          }) {
        if (!may(provider, gateway, right)) {
          denied.add(right[0] + " " + right[2]);
        }
      }
      String tried = "asked what " + gateway + " may do";
      return denied.isEmpty()
          ? Finding.ok(name(), patient.connection(), tried, "what it must")
          : Finding.wrong(
              name(),
              patient.connection(),
              tried,
              "it may not " + String.join(", ", denied),
              "apply the gateway's manifests again: 'jetway install gateway'");
    }

    private static boolean may(ApiServerClient provider, String user, String... right) {
      ObjectNode review = JsonNodeFactory.instance.objectNode();
      review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
      ObjectNode spec = review.putObject("spec").put("user", user);
      spec.putObject("resourceAttributes")
          .put("verb", right[0])
          .put("group", right[1])
          .put("resource", right[2]);
      return provider
          .create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
          .at("/status/allowed")
          .asBoolean();
    }
  }

  /** The cluster's ServiceAccount is there, and its own. */
  private record Enrolled() implements Step {
    @Override
    public String name() {
      return "enrolment";
    }

    @Override
    public Finding examine(Patient patient) {
      if (patient.provider().isEmpty()) {
        return Finding.skipped(name(), patient.connection(), NOT_GIVEN);
      }
      String cluster = patient.clusterName();
      if (cluster.isEmpty()) {
        return Finding.skipped(
            name(), patient.connection(), "this cluster's name at the control plane is not known");
      }
      String account = patient.providerNamespace() + "/" + cluster;
      String tried = "read ServiceAccount " + account + " of the control plane";
      Optional<ObjectNode> found =
          patient
              .provider()
              .get()
              .find(
                  "/api/v1/namespaces/"
                      + patient.providerNamespace()
                      + "/serviceaccounts/"
                      + cluster)
              .filter(one ->
                  !one.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText().isEmpty());
      if (found.isEmpty()) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            "there is none with the label " + Enrolment.CLUSTER_LABEL,
            "enrol the cluster: 'jetway connect " + patient.connection() + "' again");
      }
      return pinned(patient, tried, found.get());
    }

    private Finding pinned(Patient patient, String tried, JsonNode account) {
      String pinned =
          account.at("/metadata/annotations").path("connect.jetway.dev/cluster-id").asText();
      String own = Target.uid(patient.consumer());
      return pinned.isEmpty() || pinned.equals(own)
          ? Finding.ok(name(), patient.connection(), tried, "it is this cluster's")
          : Finding.wrong(
              name(),
              patient.connection(),
              tried,
              "it is of the cluster " + pinned + ", this one is " + own,
              "connect under another name with 'jetway connect --name', or revoke the other with"
                  + " 'jetway token revoke'");
    }
  }
}
