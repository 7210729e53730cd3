package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be done so that a cluster's APIServices are as wanted. A pure function of what is
 * there and what is wanted:
 *
 * <pre>
 *  APIService there   a CRD serves it   then
 *  none               no                create
 *  none               yes               conflict LocalCRDExists
 *  ours               no                right, or repair
 *  ours               yes               the same, and conflict LocalCRDShadowed
 *  another's          no                conflict APIServiceExists
 *  another's          yes               conflict LocalCRDExists
 *  ours, not wanted   either            remove, unless it is undecided
 * </pre>
 *
 * @param steps in the order in which they are to be taken: what is wanted first, then removals
 * @param right those whose APIService is as wanted
 * @param conflicts those that the cluster has from elsewhere
 * @param leaving the names of those that are ours, there, and not wanted
 */
record RegistrationPlan(
    List<Step> steps, List<ServedApi> right, List<Conflict> conflicts, List<String> leaving) {
  /** One change. */
  sealed interface Step {
    /** The name of the APIService. */
    String name();

    /** Make one that is not there. */
    record Create(ServedApi api, ObjectNode manifest) implements Step {
      @Override
      public String name() {
        return api.apiServiceName();
      }
    }

    /**
     * Put one right.
     *
     * @param manifest the whole object, with the resourceVersion that was found
     */
    record Repair(ServedApi api, ObjectNode manifest) implements Step {
      @Override
      public String name() {
        return api.apiServiceName();
      }
    }

    /**
     * Say that discovery changed, so that it is fetched again.
     *
     * @param manifest the whole object, with the resourceVersion that was found
     */
    record Touch(ServedApi api, ObjectNode manifest) implements Step {
      @Override
      public String name() {
        return api.apiServiceName();
      }
    }

    /** Take one away that is ours and not wanted. */
    record Remove(String name, String uid) implements Step {}
  }

  /**
   * Makes the plan.
   *
   * @param touched the discovery hash that each APIService was last made to have by us, by name: a
   *     hash that another replica wrote is left alone, or two that know different states would
   *     fight
   */
  static RegistrationPlan of(
      String connector,
      Registrations wanted,
      Collection<ObjectNode> found,
      Collection<ObjectNode> crds,
      Map<String, String> touched) {
    TreeMap<String, ObjectNode> byName = new TreeMap<>();
    found.forEach(object -> byName.put(name(object), object));
    Map<String, String> crdOf = served(crds);
    List<Step> steps = new ArrayList<>();
    List<ServedApi> right = new ArrayList<>();
    List<Conflict> conflicts = new ArrayList<>();
    for (ServedApi api : wanted.apis()) {
      ObjectNode there = byName.remove(api.apiServiceName());
      String crd = crdOf.getOrDefault(api.apiServiceName(), "");
      ObjectNode manifest = ApiServiceManifest.of(connector, wanted, api);
      if (there != null && ApiServiceManifest.isOurs(there, connector, wanted)) {
        boolean same = ApiServiceManifest.isRight(there, manifest);
        String hash = ApiServiceManifest.discoveryHash(there);
        if (!same) {
          steps.add(new Step.Repair(api, ApiServiceManifest.repaired(there, manifest)));
        } else {
          right.add(api);
          if (!api.discoveryHash().equals(hash)
              && !api.discoveryHash().equals(touched.get(api.apiServiceName()))) {
            steps.add(new Step.Touch(api, ApiServiceManifest.repaired(there, manifest)));
          }
        }
        if (!crd.isEmpty()) {
          conflicts.add(shadowed(api, crd));
        }
      } else if (!crd.isEmpty()) {
        conflicts.add(localCrd(api, crd));
      } else if (there != null) {
        conflicts.add(another(api, there));
      } else {
        steps.add(new Step.Create(api, manifest));
      }
    }
    List<String> leaving = new ArrayList<>();
    for (ObjectNode rest : byName.descendingMap().values()) {
      if (ApiServiceManifest.isOurs(rest, connector, wanted)) {
        leaving.add(name(rest));
        if (!wanted.undecided().has(rest.at("/spec/group").asText())) {
          steps.add(new Step.Remove(name(rest), rest.at("/metadata/uid").asText()));
        }
      }
    }
    return new RegistrationPlan(
        List.copyOf(steps), List.copyOf(right), List.copyOf(conflicts), List.copyOf(leaving));
  }

  /** Takes out of a CRD what the plan does not look at: all but its names and versions. */
  static ObjectNode neededOfCrd(ObjectNode crd) {
    crd.retain("metadata", "spec");
    crd.withObject("/metadata").retain("name", "uid", "resourceVersion");
    ObjectNode spec = crd.withObject("/spec").retain("group", "versions");
    for (JsonNode version : spec.path("versions")) {
      ((ObjectNode) version).retain("name", "served");
    }
    return crd;
  }

  /** The CRD that serves a group/version, by the name of the APIService that it would have. */
  private static Map<String, String> served(Collection<ObjectNode> crds) {
    Map<String, String> served = new HashMap<>();
    for (ObjectNode crd : crds) {
      String group = crd.at("/spec/group").asText();
      for (JsonNode version : crd.at("/spec/versions")) {
        if (version.path("served").asBoolean()) {
          served.putIfAbsent(version.path("name").asText() + "." + group, name(crd));
        }
      }
    }
    return served;
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static Conflict localCrd(ServedApi api, String crd) {
    return new Conflict(
        api,
        Conflict.Reason.LOCAL_CRD_EXISTS,
        "%s is served by the CustomResourceDefinition %s of this cluster and is left to it"
            .formatted(api.groupVersion(), crd));
  }

  private static Conflict shadowed(ServedApi api, String crd) {
    return new Conflict(
        api,
        Conflict.Reason.LOCAL_CRD_SHADOWED,
        ("%s was served from the control plane before the CustomResourceDefinition %s was"
                + " installed in this cluster, and still is; the definition's own objects cannot"
                + " be reached")
            .formatted(api.groupVersion(), crd));
  }

  private static Conflict another(ServedApi api, ObjectNode there) {
    String owner = there.at("/metadata/labels").path(ApiServiceManifest.MANAGED_BY).asText();
    String whose =
        ApiServiceManifest.isAutoManaged(there)
            ? "kube-apiserver itself"
            : owner.isEmpty()
                ? "an APIService that Jetway did not make"
                : "the connector \"" + owner + "\"";
    return new Conflict(
        api,
        Conflict.Reason.API_SERVICE_EXISTS,
        "%s is served by %s and is left to it".formatted(api.groupVersion(), whose));
  }
}
