package dev.jetway.apiserver.authentication;

import dev.jetway.kube.UserInfo;

/** What is known of the sender of a request. */
public sealed interface Identity {
  /** A user, in the group {@code system:authenticated} unless told otherwise. */
  record Known(UserInfo user) implements Identity {}

  /** Nobody: the request shows no credential. */
  record Anonymous() implements Identity {}

  /**
   * The request shows a credential that proves nothing.
   *
   * @param reason one line for the log, not for the caller
   */
  record Refused(String reason) implements Identity {}
}
