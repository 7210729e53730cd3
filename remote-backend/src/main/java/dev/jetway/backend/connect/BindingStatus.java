package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.bind.Verdict;
import dev.jetway.backend.bind.Verdict.BoundResource;
import dev.jetway.backend.change.Judgement;
import dev.jetway.backend.connect.RegisteredApis.Conflict;
import dev.jetway.tunnel.offer.GroupVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The status of a binding: a pure function of what is known of it. */
final class BindingStatus {
  /** Where a status says which changes wait. */
  static final String PENDING = "pendingRevision";

  private BindingStatus() {}

  /**
   * What is known.
   *
   * @param judgement of changes of what is bound
   * @param generation of the object
   * @param before its status until now
   */
  record Facts(
      Binding.Key key,
      Verdict verdict,
      Judgement judgement,
      RegisteredApis registered,
      long generation,
      JsonNode before) {}

  static ObjectNode of(Facts facts, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("observedGeneration", facts.generation());
    status.set("servedAPIs", served(facts.verdict(), facts.registered()));
    if (facts.judgement() instanceof Judgement.Breaking breaking) {
      status.put(PENDING, breaking.revision());
    }
    List<Condition> conditions = new ArrayList<>(conditions(facts));
    conditions.add(ChangeCondition.of(facts.key(), facts.judgement()));
    status.set("conditions", Condition.render(conditions, facts.before(), facts.generation(), now));
    return status;
  }

  private static List<Condition> conditions(Facts facts) {
    Verdict verdict = facts.verdict();
    return switch (verdict) {
      case Verdict.Refused(Verdict.Reason reason, String message) ->
          List.of(
              Condition.isFalse(Condition.READY, reason.word(), message),
              Condition.isFalse("Bound", reason.word(), message),
              reason == Verdict.Reason.CONFLICTS
                  ? Condition.isTrue("Conflicts", reason.word(), message)
                  : noConflicts());
      case Verdict.Bound bound -> ofBound(bound, facts.registered(), facts.judgement());
    };
  }

  private static List<Condition> ofBound(
      Verdict.Bound bound, RegisteredApis registered, Judgement judgement) {
    List<GroupVersion> versions = versions(bound);
    Optional<Conflict> local =
        versions.stream().map(registered.conflicts()::get).filter(Objects::nonNull).findFirst();
    Optional<Conflict> conflict =
        local
            .map(found -> new Conflict(found.reason(), found.message() + remedy(found.reason())))
            .or(() ->
                bound
                    .conflict()
                    .map(message -> new Conflict(Verdict.Reason.CONFLICTS.word(), message)));
    boolean someServed = versions.stream().anyMatch(v -> isServed(v, registered));
    boolean all = versions.stream().allMatch(registered.right()::contains);
    Condition isBound =
        conflict.isPresent() && !someServed
            ? Condition.isFalse("Bound", conflict.get().reason(), conflict.get().message())
            : Condition.isTrue("Bound", "Bound", "bound");
    if (conflict.isPresent()) {
      return List.of(
          Condition.isFalse(Condition.READY, conflict.get().reason(), conflict.get().message()),
          isBound,
          Condition.isTrue("Conflicts", conflict.get().reason(), conflict.get().message()));
    }
    return List.of(
        all
            ? Condition.isTrue(
                Condition.READY, "Bound", "served in this cluster" + change(judgement))
            : Condition.isFalse(
                Condition.READY, "Registering", "kube-apiserver is being told of it"),
        isBound,
        noConflicts());
  }

  private static String change(Judgement judgement) {
    return judgement instanceof Judgement.Breaking breaking
        ? breaking.holders().isEmpty()
            ? "; a change breaks clients: see the condition Compatible"
            : "; a change waits for approval: see the condition Compatible"
        : "";
  }

  private static Condition noConflicts() {
    return Condition.isFalse("Conflicts", "NoConflicts", "nothing else serves it");
  }

  private static String remedy(String reason) {
    return switch (reason) {
      case "LocalCRDExists", "LocalCRDShadowed" ->
          ": delete that definition, with its objects, or this binding";
      case "APIServiceExists" -> ": delete that APIService, or this binding";
      default -> "";
    };
  }

  /** A conflict with a definition that came later does not end what is served. */
  private static boolean isServed(GroupVersion version, RegisteredApis registered) {
    return registered.right().contains(version) || !registered.conflicts().containsKey(version);
  }

  private static List<GroupVersion> versions(Verdict.Bound bound) {
    List<GroupVersion> versions = new ArrayList<>();
    for (BoundResource resource : bound.resources()) {
      resource
          .versions()
          .forEach(version -> versions.add(new GroupVersion(resource.group(), version)));
    }
    return versions;
  }

  private static ArrayNode served(Verdict verdict, RegisteredApis registered) {
    TreeMap<String, ObjectNode> apis = new TreeMap<>();
    if (verdict instanceof Verdict.Bound bound) {
      for (BoundResource resource : bound.resources()) {
        List<String> versions =
            resource.versions().stream()
                .filter(
                    version -> isServed(new GroupVersion(resource.group(), version), registered))
                .toList();
        if (!versions.isEmpty()) {
          ObjectNode api = JsonNodeFactory.instance.objectNode();
          api.put("resource", resource.resource()).put("kind", resource.kind());
          ArrayNode list = api.putArray("versions");
          versions.forEach(list::add);
          apis.put(resource.resource(), api);
        }
      }
    }
    return JsonNodeFactory.instance.arrayNode().addAll(apis.values());
  }
}
