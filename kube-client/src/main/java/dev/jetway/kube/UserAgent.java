package dev.jetway.kube;

import java.util.Optional;

/** How Jetway names itself to API servers; it shows in audit logs and as a field manager. */
final class UserAgent {
  static final String VALUE =
      "jetway/"
          + Optional.ofNullable(UserAgent.class.getPackage().getImplementationVersion())
              .orElse("dev");

  private UserAgent() {}
}
