package dev.jetway.tunnel;

/** The words of the exchange of tokens, which both ends know. */
public final class TunnelToken {
  /** Where a dialer asks for a new token: {@code POST}, with the one that it has. */
  public static final String PATH = "/tunnel/token";

  /** The new token, in the answer. */
  public static final String TOKEN = "token";

  /** When it ends, in the answer, as RFC 3339 has it. */
  public static final String EXPIRES = "expirationTimestamp";

  /** The reason of the 403 for a bootstrap token that comes for anything but an exchange. */
  public static final String BOOTSTRAP_ONLY = "BootstrapTokenOnly";

  /** The reason of the 403 for a bootstrap token that was exchanged before, or replaced. */
  public static final String BOOTSTRAP_USED = "BootstrapTokenUsed";

  private TunnelToken() {}
}
