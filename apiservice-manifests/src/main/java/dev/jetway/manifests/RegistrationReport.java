package dev.jetway.manifests;

import java.util.List;
import java.util.Optional;

/**
 * How the registrations are now.
 *
 * @param wanted what was to be registered; empty before the first was said
 * @param registered those whose APIService is as wanted, in their order
 * @param conflicts those that the cluster has from elsewhere
 * @param pending those that are neither yet
 * @param leaving the names of APIServices that are there still and not wanted
 * @param publishedCaBundle the CA bundle that every registered APIService has now; empty while one
 *     still has another
 */
public record RegistrationReport(
    Optional<Registrations> wanted,
    List<ServedApi> registered,
    List<Conflict> conflicts,
    List<ServedApi> pending,
    List<String> leaving,
    String publishedCaBundle) {
  /** Nothing was wanted yet. */
  public static final RegistrationReport NONE =
      new RegistrationReport(Optional.empty(), List.of(), List.of(), List.of(), List.of(), "");

  /** Copies the lists. */
  public RegistrationReport {
    registered = List.copyOf(registered);
    conflicts = List.copyOf(conflicts);
    pending = List.copyOf(pending);
    leaving = List.copyOf(leaving);
  }
}
