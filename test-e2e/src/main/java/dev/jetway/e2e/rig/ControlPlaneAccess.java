package dev.jetway.e2e.rig;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a control plane is reached, and who may sign its users. Immutable and safe for use by several
 * threads.
 */
public final class ControlPlaneAccess {
  private final URI server;
  private final ControlPlanePki pki;
  private final WorkDirectory workDirectory;
  private final KeyMaterial admin;
  private final Path adminKubeconfig;
  private final Kubectl kubectl;

  ControlPlaneAccess(
      URI server, ControlPlanePki pki, WorkDirectory workDirectory, Path kubectlProgram) {
    this.server = server;
    this.pki = pki;
    this.workDirectory = workDirectory;
    this.admin = pki.admin();
    this.adminKubeconfig =
        write("admin.kubeconfig", new KubeconfigFile.Credentials.Certificate(admin));
    this.kubectl = Kubectl.of(kubectlProgram, adminKubeconfig, workDirectory.path());
  }

  /** The API server's address. */
  public URI server() {
    return server;
  }

  /** The authority that signs the API server's certificate and those of its users. */
  public CertificateAuthority authority() {
    return pki.users();
  }

  /** The authority that signs who may say {@code X-Remote-User}, with the name that is let in. */
  public CertificateAuthority frontProxyAuthority() {
    return pki.frontProxy();
  }

  /** What kube-apiserver itself presents to an aggregated API. */
  public KeyMaterial frontProxyIdentity() {
    return pki.frontProxyClient();
  }

  /** The admin's certificate and key. */
  public KeyMaterial adminIdentity() {
    return admin;
  }

  /** The certificate and key of a user. */
  public KeyMaterial userIdentity(String user, List<String> groups) {
    return pki.user(user, groups);
  }

  /** The folder with logs, kubeconfigs and data. */
  public Path workDirectory() {
    return workDirectory.path();
  }

  /** A kubeconfig of a member of {@code system:masters}. */
  public Path adminKubeconfig() {
    return adminKubeconfig;
  }

  /** kubectl as the admin. */
  public Kubectl kubectl() {
    return kubectl;
  }

  /** An HTTP client with that certificate. */
  public ApiClient api(KeyMaterial identity) {
    return ApiClient.connect(server, List.of(pki.users().certificate()), identity);
  }

  /** Writes a kubeconfig of a user with a client certificate. */
  public Path userKubeconfig(String user, List<String> groups) {
    return write(
        fileName(user), new KubeconfigFile.Credentials.Certificate(userIdentity(user, groups)));
  }

  /** Writes a kubeconfig with a token for a ServiceAccount, see {@link #token}. */
  public Path serviceAccountKubeconfig(
      String namespace, String serviceAccount, Duration lifetime, String... audiences) {
    String token = token(namespace, serviceAccount, lifetime, audiences);
    return write(
        fileName(namespace + "-" + serviceAccount), new KubeconfigFile.Credentials.Token(token));
  }

  /**
   * A token of a ServiceAccount that exists, by the TokenRequest API.
   *
   * @param lifetime of the token, at least 10 minutes
   * @param audiences whom the token is for; none means the API server itself
   */
  public String token(
      String namespace, String serviceAccount, Duration lifetime, String... audiences) {
    List<String> command = new ArrayList<>(List.of("create", "token", serviceAccount));
    command.addAll(List.of("-n", namespace, "--duration", lifetime.toSeconds() + "s"));
    for (String audience : audiences) {
      command.add("--audience=" + audience);
    }
    return kubectl.output(command.toArray(String[]::new)).strip();
  }

  private Path write(String file, KubeconfigFile.Credentials credentials) {
    return workDirectory.write(
        file, new KubeconfigFile(server, pki.usersCertificate(), credentials).toYaml());
  }

  private static String fileName(String user) {
    return user.replaceAll("[^A-Za-z0-9.-]", "-") + ".kubeconfig";
  }
}
