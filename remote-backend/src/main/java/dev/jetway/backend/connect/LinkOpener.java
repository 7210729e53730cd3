package dev.jetway.backend.connect;

import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkIdentity;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens the link of a connection. */
public interface LinkOpener {
  /**
   * Opens it; it connects by itself.
   *
   * @param credential not {@link Credential.Unusable}
   * @param token the token of the moment, asked for each request; of no use with a kubeconfig
   * @param renewal hears why the token is not renewed, or, by an empty one, that it is; must not
   *     block
   * @param identity which control plane it must lead to
   * @throws RuntimeException if the credential cannot be used, with why
   */
  ControlPlaneLink open(
      ConnectionSpec spec,
      Credential credential,
      Supplier<String> token,
      Consumer<Optional<String>> renewal,
      LinkIdentity identity);
}
