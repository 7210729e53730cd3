package dev.jetway.backend.bind;

import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.tunnel.offer.GroupVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which APIs are bound, to which connection, and where: a pure function of connections and
 * bindings.
 *
 * <pre>
 *  bindings, oldest first     each takes the group/versions that its connection offers and nobody older took
 *  connections with Pull,     the same with all that they offer
 *  oldest first
 * </pre>
 *
 * A binding of a connection that has not told yet what it offers holds the whole group, so that
 * replicas which know different connections still agree.
 *
 * @param versions what is bound
 * @param verdicts what became of each binding
 * @param undecided what may still be bound, once it is known what is offered
 */
public record BindingPlan(
    SortedMap<GroupVersion, Provided> versions,
    Map<Binding.Key, Verdict> verdicts,
    Undecided undecided) {
  /** Nothing is bound. */
  public static final BindingPlan NOTHING =
      new BindingPlan(new TreeMap<>(), Map.of(), new Undecided(Set.of(), false));

  /** Copies the maps. */
  public BindingPlan {
    versions = new TreeMap<>(versions);
    verdicts = Map.copyOf(verdicts);
  }

  /**
   * A group/version that is bound.
   *
   * @param connection where it comes from
   * @param resources the plural resources of it that are bound, and where
   */
  public record Provided(String connection, SortedMap<String, Reach> resources) {
    /** Copies the map. */
    public Provided {
      resources = new TreeMap<>(resources);
    }
  }

  /**
   * What cannot be said yet.
   *
   * @param groups groups that are bound to a connection which has told what it offers, but not here
   * @param everything whether such a connection is pulled from
   */
  public record Undecided(Set<String> groups, boolean everything) {
    /** Copies the set. */
    public Undecided {
      groups = Set.copyOf(groups);
    }
  }

  /** Makes the plan. */
  public static BindingPlan of(
      Collection<OfferingConnection> connections, Collection<Binding> bindings) {
    Planner planner = new Planner(connections);
    bindings.stream().sorted(Binding.OLDEST_FIRST).forEach(planner::bind);
    connections.stream()
        .filter(OfferingConnection::pull)
        .sorted(
            Comparator.comparing(OfferingConnection::created)
                .thenComparing(OfferingConnection::name))
        .forEach(planner::pull);
    return planner.plan();
  }

  /** Whether a resource of a connection is bound in some namespace. */
  public boolean isBound(String connection, String group, String resource) {
    return versions.entrySet().stream()
        .anyMatch(entry ->
            entry.getKey().group().equals(group)
                && entry.getValue().connection().equals(connection)
                && entry.getValue().resources().containsKey(resource));
  }

  private static final class Planner {
    /**
     * Who has a group/version, or holds a group.
     *
     * @param by the binding or connection that took it, for people
     */
    private record Holder(String connection, String by) {}

    private final Map<String, OfferingConnection> connections = new HashMap<>();
    private final SortedMap<GroupVersion, SortedMap<String, Reach>> taken = new TreeMap<>();
    private final Map<GroupVersion, Holder> holders = new HashMap<>();
    private final Map<String, Holder> held = new HashMap<>();
    private final Set<String> undecided = new HashSet<>();
    private final Map<Binding.Key, Verdict> verdicts = new HashMap<>();

    Planner(Collection<OfferingConnection> connections) {
      connections.forEach(connection -> this.connections.put(connection.name(), connection));
    }

    void bind(Binding binding) {
      verdicts.put(binding.key(), verdict(binding));
    }

    void pull(OfferingConnection connection) {
      for (ApiVersion version : connection.catalog().versions()) {
        Holder holder =
            new Holder(connection.name(), "connection \"" + connection.name() + "\" with Pull");
        resources(version, Optional.empty())
            .forEach(resource -> {
              if (other(key(version), holder).isEmpty()) {
                take(version, resource, holder, new Reach.Everywhere());
              }
            });
      }
    }

    BindingPlan plan() {
      SortedMap<GroupVersion, Provided> versions = new TreeMap<>();
      taken.forEach((key, resources) -> {
        Holder holder = holders.get(key);
        if (holder != null) {
          versions.put(key, new Provided(holder.connection(), resources));
        }
      });
      boolean everything = connections.values().stream().anyMatch(c -> c.pull() && c.mayHaveMore());
      return new BindingPlan(versions, verdicts, new Undecided(undecided, everything));
    }

    private Verdict verdict(Binding binding) {
      OfferingConnection connection = connections.get(binding.connection());
      if (connection == null) {
        return new Verdict.Refused(
            Verdict.Reason.CONNECTION_NOT_FOUND,
            "there is no ClusterConnection \"%s\": make it, or bind %s to one of %s"
                .formatted(
                    binding.connection(), binding.named(), new TreeSet<>(connections.keySet())));
      }
      Holder holder = new Holder(connection.name(), binding.key().toString());
      if (!connection.catalog().isKnown()) {
        held.putIfAbsent(binding.group(), holder);
        if (connection.mayHaveMore()) {
          undecided.add(binding.group());
        }
        return new Verdict.Refused(
            Verdict.Reason.CONNECTION_NOT_READY,
            "connection \"%s\" has not told yet what it offers: see kubectl get clusterconnection %s"
                .formatted(connection.name(), connection.name()));
      }
      return offered(binding, connection, holder);
    }

    private Verdict offered(Binding binding, OfferingConnection connection, Holder holder) {
      List<ApiVersion> versions =
          connection.catalog().versions().stream()
              .filter(version -> version.group().equals(binding.group()))
              .filter(version -> !resources(version, binding.resource()).isEmpty())
              .toList();
      if (versions.isEmpty()) {
        return new Verdict.Refused(
            Verdict.Reason.API_NOT_OFFERED,
            ("the control plane of connection \"%s\" does not offer %s: offer it there, or choose"
                    + " from status.offeredAPIs of the connection")
                .formatted(connection.name(), binding.named()));
      }
      SortedMap<String, Verdict.BoundResource> bound = new TreeMap<>();
      List<String> lost = new ArrayList<>();
      for (ApiVersion version : versions) {
        Optional<Holder> other = other(key(version), holder);
        if (other.isPresent()) {
          lost.add(
              "%s is served from connection \"%s\", because %s is older"
                  .formatted(key(version), other.get().connection(), other.get().by()));
          continue;
        }
        for (String resource : resources(version, binding.resource())) {
          take(version, resource, holder, binding.reach());
          bound
              .computeIfAbsent(
                  resource,
                  name ->
                      new Verdict.BoundResource(
                          version.group(), name, version.kindOf(name).orElse(""), new TreeSet<>()))
              .versions()
              .add(version.version());
        }
      }
      Optional<String> conflict =
          lost.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  String.join("; ", lost)
                      + ": an API comes from one control plane at a time, so delete one of the two");
      return bound.isEmpty()
          ? new Verdict.Refused(Verdict.Reason.CONFLICTS, conflict.orElse(""))
          : new Verdict.Bound(List.copyOf(bound.values()), conflict);
    }

    /** Whoever else has it already. */
    private Optional<Holder> other(GroupVersion key, Holder me) {
      return Optional.ofNullable(holders.get(key))
          .or(() -> Optional.ofNullable(held.get(key.group())))
          .filter(holder -> !holder.connection().equals(me.connection()));
    }

    private void take(ApiVersion version, String resource, Holder holder, Reach reach) {
      GroupVersion key = key(version);
      holders.putIfAbsent(key, holder);
      taken
          .computeIfAbsent(key, _ -> new TreeMap<>())
          .merge(resource, reach, (before, more) -> before.and(more));
    }

    private static GroupVersion key(ApiVersion version) {
      return new GroupVersion(version.group(), version.version());
    }

    /** The plural resources of a version: the one that is wanted, or all. */
    private static List<String> resources(ApiVersion version, Optional<String> wanted) {
      return version.names().stream()
          .filter(name -> wanted.isEmpty() || wanted.get().equals(name))
          .toList();
    }
  }
}
