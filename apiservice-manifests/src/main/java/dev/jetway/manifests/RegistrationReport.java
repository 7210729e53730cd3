package dev.jetway.manifests;

import java.util.List;

/**
 * How the registrations are now.
 *
 * @param registered those whose APIService is as wanted, in their order
 * @param conflicts those that the cluster has from elsewhere
 * @param pending those that are neither yet
 * @param publishedCaBundle the CA bundle that every registered APIService has now; empty while one
 *     still has another
 */
public record RegistrationReport(
    List<ServedApi> registered,
    List<Conflict> conflicts,
    List<ServedApi> pending,
    String publishedCaBundle) {
  /** Nothing was wanted yet. */
  public static final RegistrationReport NONE =
      new RegistrationReport(List.of(), List.of(), List.of(), "");

  /** Copies the lists. */
  public RegistrationReport {
    registered = List.copyOf(registered);
    conflicts = List.copyOf(conflicts);
    pending = List.copyOf(pending);
  }
}
