package dev.jetway.tunnel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which control plane a link belongs to. The first identity that is seen, or the one given, is
 * pinned: objects of one control plane must never be taken for those of another that answers under
 * the same name.
 *
 * <p>Thread-safe.
 */
public final class LinkIdentity {
  private final AtomicReference<Optional<String>> pinned;

  private LinkIdentity(Optional<String> pinned) {
    this.pinned = new AtomicReference<>(pinned);
  }

  /** Pins what it sees first; also how a change is accepted: with a new link. */
  public static LinkIdentity firstSeen() {
    return new LinkIdentity(Optional.empty());
  }

  /** Accepts one identity only: the UID of the control plane's {@code kube-system} namespace. */
  public static LinkIdentity pinned(String controlPlaneId) {
    return new LinkIdentity(Optional.of(controlPlaneId));
  }

  /** The pinned identity; empty before the first is seen. */
  public Optional<String> controlPlaneId() {
    return pinned.get();
  }

  /**
   * Compares what the far end says with what is pinned; pins it if nothing is.
   *
   * @return empty if they are the same, else what to tell people
   */
  public Optional<String> check(String controlPlaneId) {
    Optional<String> before =
        pinned.getAndUpdate(known -> known.isPresent() ? known : Optional.of(controlPlaneId));
    return before
        .filter(known -> !known.equals(controlPlaneId))
        .map(known ->
            "ClusterIdentityChanged: it leads to control plane "
                + controlPlaneId
                + " now, before it led to "
                + known
                + "; nothing is sent to either: let it lead to the old one again and restart the"
                + " connector, or accept the new one with acceptControlPlane in the"
                + " ClusterConnection, or --accept-control-plane="
                + controlPlaneId);
  }
}
