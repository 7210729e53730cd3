package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.VersionedResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a consumer cluster has of one connection, and of no other: two may offer the same group, of
 * which each may serve a version. Pure functions of bindings and connections as they are.
 */
public final class ServedApis {
  private ServedApis() {}

  /** What a binding serves. */
  public static List<VersionedResource> of(JsonNode binding) {
    List<VersionedResource> served = new ArrayList<>();
    String group = binding.at("/spec/group").asText();
    for (JsonNode api : binding.at("/status/servedAPIs")) {
      served.addAll(VersionedResource.of(group, api));
    }
    return served;
  }

  /**
   * What comes from one connection: what its bindings serve, and, if it pulls, what is bound of its
   * offer without being another's. One version of each resource: the others show the same objects.
   *
   * @param connection its name
   * @param connections all of the cluster
   * @param bindings all of the cluster
   * @throws SettingsException if it cannot be told from which of two connections a resource comes
   */
  public static List<VersionedResource> of(
      String connection, List<? extends JsonNode> connections, List<? extends JsonNode> bindings) {
    Set<VersionedResource> own = new LinkedHashSet<>();
    Set<VersionedResource> others = new HashSet<>();
    for (JsonNode binding : bindings) {
      boolean mine = binding.at("/spec/connection").asText().equals(connection);
      (mine ? own : others).addAll(of(binding));
    }
    List<VersionedResource> pulled = new ArrayList<>();
    for (JsonNode each : connections) {
      if (Bindings.isPulling(each)) {
        boolean mine = each.at("/metadata/name").asText().equals(connection);
        (mine ? pulled : others).addAll(bound(each));
      }
    }
    List<VersionedResource> all = new ArrayList<>(own);
    pulled.stream().filter(api -> !others.contains(api)).forEach(all::add);
    for (VersionedResource api : pulled) {
      if (all.stream().noneMatch(known -> isSameResource(known, api))) {
        throw SettingsException.of(
            "%s.%s is offered by another connection, too, and it cannot be told which of them it comes from: delete its objects with kubectl, and use --objects keep"
                .formatted(api.resource(), api.group()));
      }
    }
    return oneVersionEach(all);
  }

  /** What is bound of a connection's offer. */
  public static List<VersionedResource> bound(JsonNode connection) {
    List<VersionedResource> bound = new ArrayList<>();
    for (JsonNode api : connection.at("/status/offeredAPIs")) {
      if (api.path("bound").asBoolean()) {
        bound.addAll(VersionedResource.of(api.path("group").asText(), api));
      }
    }
    return bound;
  }

  private static List<VersionedResource> oneVersionEach(Collection<VersionedResource> all) {
    List<VersionedResource> chosen = new ArrayList<>();
    for (VersionedResource api : all) {
      if (chosen.stream().noneMatch(known -> isSameResource(known, api))) {
        chosen.add(api);
      }
    }
    return chosen;
  }

  private static boolean isSameResource(VersionedResource one, VersionedResource other) {
    return one.group().equals(other.group()) && one.resource().equals(other.resource());
  }
}
