package dev.jetway.e2e.rig;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.ServerNames;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The keys of one control plane: the authority that signs servers and users, the one that signs the
 * front proxy, and the key that signs ServiceAccount tokens.
 *
 * @param users signs the API server's certificate and those of users
 * @param frontProxy signs who may say {@code X-Remote-User}
 * @param serviceAccounts its key signs ServiceAccount tokens; its certificate means nothing
 */
record ControlPlanePki(
    CertificateAuthority users, CertificateAuthority frontProxy, KeyMaterial serviceAccounts) {
  /** The common name that {@code --requestheader-allowed-names} lets in. */
  static final String FRONT_PROXY_NAME = "front-proxy-client";

  /** Longer than any run of a rig. */
  private static final Duration LIFETIME = Duration.ofDays(30);

  static ControlPlanePki create(String name, Clock clock) {
    CertificateAuthority users = CertificateAuthority.create("kubernetes-" + name, LIFETIME, clock);
    return new ControlPlanePki(
        users,
        CertificateAuthority.create("front-proxy-" + name, LIFETIME, clock),
        users.issueClient("service-account-issuer", List.of(), LIFETIME));
  }

  String usersCertificate() {
    return users.material().certificatePem();
  }

  KeyMaterial serving(String... names) {
    return users.issueServing(ServerNames.of(names), LIFETIME);
  }

  KeyMaterial user(String name, List<String> groups) {
    return users.issueClient(name, groups, LIFETIME);
  }

  KeyMaterial admin() {
    return user("rig-admin", List.of("system:masters"));
  }

  KeyMaterial frontProxyClient() {
    return frontProxy.issueClient(FRONT_PROXY_NAME, List.of(), LIFETIME);
  }
}
