package dev.jetway.backend.call;

import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.LinkException;
import java.util.Objects;

/**
 * What a caller is told when there is no answer from the control plane.
 *
 * <p>Never with {@code Retry-After}: client-go would repeat the request ten times, one after the
 * other.
 */
final class LinkFailure {
  /** The cause's reason when another control plane answers than before. */
  private static final String IDENTITY_CHANGED = "ClusterIdentityChanged";

  private LinkFailure() {}

  static StatusException of(LinkException failure, RequestInfo info, String connection) {
    Status status =
        switch (failure) {
          case LinkException.Down down -> down(down);
          case LinkException.TimedOut timedOut ->
              Status.of(
                  504,
                  "connection \"" + connection + "\": " + timedOut.getMessage() + uncertain(info));
          case LinkException.Broken broken ->
              Status.of(
                  503,
                  "connection \""
                      + connection
                      + "\" broke before the answer came: "
                      + broken.getMessage()
                      + uncertain(info));
        };
    return new StatusException(
        status.about(info.path().group(), info.path().resource(), info.path().name()), failure);
  }

  private static Status down(LinkException.Down down) {
    String message = Objects.toString(down.getMessage(), "the connection is down");
    Status status = Status.of(503, message);
    return down.identityChanged() ? status.because(IDENTITY_CHANGED, message, "") : status;
  }

  private static String uncertain(RequestInfo info) {
    return info.verb().writes() && !info.dryRun()
        ? "; whether the control plane has carried out the "
            + info.verb().word()
            + " is not known, look before you repeat it"
        : "";
  }
}
