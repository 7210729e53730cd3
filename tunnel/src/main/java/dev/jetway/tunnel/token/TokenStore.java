package dev.jetway.tunnel.token;

import java.util.Optional;

/** Where the replicas of a connector keep the token of one connection. Thread-safe; blocks. */
public interface TokenStore {
  /**
   * What is there now; empty if there is none.
   *
   * @throws TokenStoreException if it cannot be read
   */
  Optional<StoredToken> read();

  /**
   * Puts another token in the place of one.
   *
   * @return what is there then, or empty, and nothing done, if the store changed since {@code
   *     expected} was read
   * @throws TokenStoreException if it cannot be written
   */
  Optional<StoredToken> replace(StoredToken expected, String token);
}
