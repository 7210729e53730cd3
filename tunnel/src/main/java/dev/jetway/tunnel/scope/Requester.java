package dev.jetway.tunnel.scope;

import dev.jetway.kube.UserInfo;
import java.util.Optional;

/** On whose behalf a request of a consumer cluster is made. */
public sealed interface Requester {
  /** A connector, on its own behalf or on that of a user, whom it vouches for. */
  static Requester ofConnector(Optional<UserInfo> user) {
    return user.<Requester>map(User::new).orElseGet(Connector::new);
  }

  /** The connector itself. */
  record Connector() implements Requester {}

  /** A user of the cluster. */
  record User(UserInfo info) implements Requester {}

  /**
   * Somebody whom the control plane itself let in for the cluster: an ordinary client, without a
   * connector.
   *
   * @param name what the control plane calls it among the cluster's
   */
  record Direct(String name) implements Requester {}
}
