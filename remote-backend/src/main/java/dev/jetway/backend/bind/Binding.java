package dev.jetway.backend.bind;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What somebody wants to use of a connection.
 *
 * @param key which binding it is
 * @param created when it was made: the oldest wins
 * @param connection the name of the connection
 * @param group the API group
 * @param resource one plural resource of it; empty for all that is offered
 */
public record Binding(
    Key key, Instant created, String connection, String group, Optional<String> resource) {
  static final Comparator<Binding> OLDEST_FIRST =
      Comparator.comparing(Binding::created)
          .thenComparing(binding -> binding.key().namespace())
          .thenComparing(binding -> binding.key().name());

  /**
   * A binding's place.
   *
   * @param namespace the namespace that it is for; empty if it is for all
   * @param name its name
   */
  public record Key(String namespace, String name) {
    /** As people write it. */
    @Override
    public String toString() {
      return namespace.isEmpty()
          ? "ClusterAPIBinding " + name
          : "APIBinding " + namespace + "/" + name;
    }
  }

  /** What is named: {@code resource.group}, or the group alone. */
  String named() {
    return resource.map(name -> name + "." + group).orElse(group);
  }

  Reach reach() {
    return key.namespace().isEmpty() ? new Reach.Everywhere() : Reach.in(key.namespace());
  }
}
