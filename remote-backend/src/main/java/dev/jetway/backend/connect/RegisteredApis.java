package dev.jetway.backend.connect;

import dev.jetway.tunnel.offer.GroupVersion;
import java.util.Map;
import java.util.Set;

/**
 * What kube-apiserver sends to us.
 *
 * @param turn of which wish this is the state
 * @param right what it sends
 * @param conflicts what something else of the cluster serves
 * @param leaving what it may still send though it is no longer wanted
 */
public record RegisteredApis(
    long turn,
    Set<GroupVersion> right,
    Map<GroupVersion, Conflict> conflicts,
    Set<GroupVersion> leaving) {
  /** Nothing is known yet. */
  public static final RegisteredApis NONE = new RegisteredApis(-1, Set.of(), Map.of(), Set.of());

  /** Copies the collections. */
  public RegisteredApis {
    right = Set.copyOf(right);
    conflicts = Map.copyOf(conflicts);
    leaving = Set.copyOf(leaving);
  }

  /**
   * Something else has it.
   *
   * @param reason of the condition
   * @param message for people
   */
  public record Conflict(String reason, String message) {}
}
