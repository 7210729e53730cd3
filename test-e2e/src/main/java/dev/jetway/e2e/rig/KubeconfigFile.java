package dev.jetway.e2e.rig;

import dev.jetway.certs.KeyMaterial;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig with one cluster, one user and one context, all credentials inline.
 *
 * @param server the API server
 * @param certificateAuthority what its certificate is verified with, PEM
 * @param credentials how the user proves who they are
 */
public record KubeconfigFile(URI server, String certificateAuthority, Credentials credentials) {
  /** How a user proves who they are. */
  public sealed interface Credentials {
    /** By a bearer token. */
    record Token(String token) implements Credentials {
      @Override
      public String toString() {
        return "Token[not shown]";
      }
    }

    /** By a client certificate. */
    record Certificate(KeyMaterial material) implements Credentials {}
  }

  /** The file's text. */
  public String toYaml() {
    String user =
        switch (credentials) {
          case Credentials.Token(String token) -> "token: " + token;
          case Credentials.Certificate(KeyMaterial material) ->
              "client-certificate-data: %s\n    client-key-data: %s"
                  .formatted(base64(material.certificatePem()), base64(material.keyPem()));
        };
    return """
    apiVersion: v1
    kind: Config
    current-context: default
    clusters:
    - name: default
      cluster:
        server: %s
        certificate-authority-data: %s
    contexts:
    - name: default
      context:
        cluster: default
        user: default
    users:
    - name: default
      user:
        %s
    """
        .formatted(server, base64(certificateAuthority), user);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
