package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.OurApiServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must be right of one binding. */
final class BindingSteps {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private BindingSteps() {}

  static List<Step> all(ObjectNode binding) {
    return List.of(
        new Connected(binding),
        new NotLocal(binding),
        new Offered(binding),
        new Bound(binding),
        new Registered(binding),
        new Unchanged(binding));
  }

  static String about(JsonNode binding) {
    String namespace = binding.at("/metadata/namespace").asText();
    return binding.path("kind").asText()
        + " "
        + (namespace.isEmpty() ? "" : namespace + "/")
        + binding.at("/metadata/name").asText();
  }

  private static String connection(JsonNode binding) {
    return binding.at("/spec/connection").asText();
  }

  private static String group(JsonNode binding) {
    return binding.at("/spec/group").asText();
  }

  private static boolean isMeant(JsonNode binding, String group, String resource) {
    String wanted = binding.at("/spec/resource").asText();
    return group.equals(group(binding)) && (wanted.isEmpty() || wanted.equals(resource));
  }

  /** Its connection is there. */
  private record Connected(ObjectNode binding) implements Step {
    @Override
    public String name() {
      return "binding-connection";
    }

    @Override
    public Finding examine(Patient patient) {
      String tried = "read ClusterConnection " + connection(binding);
      Optional<ObjectNode> found =
          patient.consumer().find(ConnectionSteps.CONNECTIONS + "/" + connection(binding));
      if (found.isEmpty()) {
        return Finding.wrong(
            name(),
            about(binding),
            tried,
            "there is none",
            "connect with 'jetway connect "
                + connection(binding)
                + "', or make the binding name one of kubectl get clusterconnections");
      }
      patient.noteObject(found.get());
      return Finding.ok(name(), about(binding), tried, "it is there");
    }
  }

  /** No CRD of the consumer serves the same. */
  private record NotLocal(ObjectNode binding) implements Step {
    @Override
    public String name() {
      return "binding-local-crd";
    }

    @Override
    public Finding examine(Patient patient) {
      Set<String> offered = offeredVersions(patient.object());
      List<String> local = new ArrayList<>();
      for (JsonNode crd : patient.consumer().get(CRDS).path("items")) {
        if (crd.at("/spec/group").asText().equals(group(binding)) && serves(crd, offered)) {
          local.add(crd.at("/metadata/name").asText());
        }
      }
      String tried =
          "looked for CRDs of group %s in this cluster that serve a version of %s"
              .formatted(group(binding), offered);
      return local.isEmpty()
          ? Finding.ok(name(), about(binding), tried, "there is none")
          : Finding.wrong(
              name(),
              about(binding),
              tried,
              String.join(", ", local),
              "a group's version is all local or all of the control plane: delete the CRDs here,"
                  + " with their objects, or remove the binding with 'jetway unbind'");
    }

    private Set<String> offeredVersions(JsonNode connection) {
      Set<String> versions = new TreeSet<>();
      for (JsonNode api : connection.at("/status/offeredAPIs")) {
        if (api.path("group").asText().equals(group(binding))) {
          api.path("versions").forEach(version -> versions.add(version.asText()));
        }
      }
      return versions;
    }

    private static boolean serves(JsonNode crd, Set<String> versions) {
      for (JsonNode version : crd.at("/spec/versions")) {
        if (version.path("served").asBoolean()
            && versions.contains(version.path("name").asText())) {
          return true;
        }
      }
      return false;
    }
  }

  /** The control plane offers it. */
  private record Offered(ObjectNode binding) implements Step {
    @Override
    public String name() {
      return "binding-offered";
    }

    @Override
    public Finding examine(Patient patient) {
      String tried =
          "looked for it among status.offeredAPIs of ClusterConnection " + connection(binding);
      for (JsonNode api : patient.object().at("/status/offeredAPIs")) {
        if (isMeant(binding, api.path("group").asText(), api.path("resource").asText())) {
          return Finding.ok(name(), about(binding), tried, "it is offered");
        }
      }
      return Finding.wrong(
          name(),
          about(binding),
          tried,
          "it is not offered" + atControlPlane(patient),
          "offer it at the control plane with 'jetway offer', or see why the connection is not"
              + " ready");
    }

    private String atControlPlane(Patient patient) {
      if (patient.provider().isEmpty()) {
        return "";
      }
      ApiServerClient provider = patient.provider().get();
      for (JsonNode crd : provider.get(CRDS).path("items")) {
        String plural = crd.at("/spec/names/plural").asText();
        if (isMeant(binding, crd.at("/spec/group").asText(), plural)) {
          return ": the control plane has the CRD "
              + crd.at("/metadata/name").asText()
              + ", with the labels "
              + crd.at("/metadata/labels");
        }
      }
      return ": the control plane has no such CRD";
    }
  }

  /** The connector has bound it. */
  private record Bound(ObjectNode binding) implements Step {
    @Override
    public String name() {
      return "binding-bound";
    }

    @Override
    public Finding examine(Patient patient) {
      String tried = "read its conditions";
      boolean fine = Conditions.isTrue(binding, "Bound") && Conditions.isTrue(binding, "Ready");
      return fine
          ? Finding.ok(
              name(),
              about(binding),
              tried,
              "serves " + String.join(", ", Bindings.served(binding)))
          : Finding.wrong(
              name(),
              about(binding),
              tried,
              Bindings.why(binding),
              "do what the message says; if there is none, see that a connector runs");
    }
  }

  /** Each version that is served has an APIService. */
  private record Registered(ObjectNode binding) implements Step {
    @Override
    public String name() {
      return "binding-apiservice";
    }

    @Override
    public Finding examine(Patient patient) {
      List<String> registered =
          OurApiServices.list(patient.consumer()).stream()
              .map(one -> one.at("/metadata/name").asText())
              .toList();
      List<String> missing = new ArrayList<>();
      for (JsonNode api : binding.at("/status/servedAPIs")) {
        for (JsonNode version : api.path("versions")) {
          String name = version.asText() + "." + group(binding);
          if (!registered.contains(name) && !missing.contains(name)) {
            missing.add(name);
          }
        }
      }
      String tried = "looked for the APIServices of what it serves";
      return missing.isEmpty()
          ? Finding.ok(name(), about(binding), tried, "they are there")
          : Finding.wrong(
              name(),
              about(binding),
              tried,
              "missing: " + String.join(", ", missing),
              "a running connector puts them back within seconds: see that one runs, and that its"
                  + " ClusterRole lets it create APIServices ('jetway install connector')");
    }
  }

  /** No change at the control plane breaks its clients, or somebody has seen it. */
  private record Unchanged(ObjectNode binding) implements Step {
    private static final String CONDITION = "Compatible";

    @Override
    public String name() {
      return "binding-changes";
    }

    @Override
    public Finding examine(Patient patient) {
      String tried = "read its condition " + CONDITION;
      String found =
          Conditions.reason(binding, CONDITION) + ": " + Conditions.message(binding, CONDITION);
      return Conditions.status(binding, CONDITION).equals("False")
          ? Finding.wrong(
              name(),
              about(binding),
              tried,
              found,
              "see that clients are ready for it, then do what the message says")
          : Finding.ok(name(), about(binding), tried, "no change waits that breaks clients");
    }
  }
}
