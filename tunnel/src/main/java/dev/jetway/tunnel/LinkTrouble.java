package dev.jetway.tunnel;

/** What kind of trouble keeps a link down, for programs; the reason beside it is for people. */
public enum LinkTrouble {
  /** It has not been tried to the end yet. */
  CONNECTING,
  /**
   * There is no way to the far end, or it does not answer: DNS, TCP, a proxy, a gateway at rest.
   */
  UNREACHABLE,
  /** The far end's certificate is not one that we accept. */
  CERTIFICATE,
  /** Our token, or other credential, is not accepted or cannot be read. */
  CREDENTIAL,
  /** We are known, but may not do what a connection needs. */
  PERMISSION,
  /** Another cluster uses our name, or our identity. */
  NAME_IN_USE,
  /** It leads to another control plane than before: it is down for good. */
  IDENTITY_CHANGED;

  /** What an HTTP status says that refuses a link. */
  public static LinkTrouble ofStatus(int code) {
    return switch (code) {
      case 401 -> CREDENTIAL;
      case 403 -> PERMISSION;
      case 409 -> NAME_IN_USE;
      default -> UNREACHABLE;
    };
  }
}
