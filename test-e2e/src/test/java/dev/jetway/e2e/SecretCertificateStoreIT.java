package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.certs.CertificateStore;
import dev.jetway.certs.CertificateStore.Stored;
import dev.jetway.certs.CertificateStoreException;
import dev.jetway.certs.RotatingServingCertificate;
import dev.jetway.certs.RotationPolicy;
import dev.jetway.certs.ServerNames;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.SecretCertificateStore;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class SecretCertificateStoreIT {
  private static final Map<String, String> FIRST = Map.of("tls.crt", "1", "tls.key", "k");
  private static final Map<String, String> SECOND = Map.of("tls.crt", "2", "tls.key", "k");

  private final ControlPlane plane;
  private final ApiServerClient client;
  private final CertificateStore store;

  SecretCertificateStoreIT(Rig rig) {
    this.plane = rig.consumer();
    this.client = new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
    this.store = new SecretCertificateStore(client, "default", "serving");
  }

  @AfterEach
  void clean() {
    plane.kubectl("delete", "secret", "serving", "--ignore-not-found");
    client.close();
  }

  @Test
  void ofSeveralWritersOneWins() {
    assertThat(store.load()).isEmpty();
    assertThat(store.create(FIRST)).isTrue();
    assertThat(store.create(SECOND)).isFalse();

    Stored loaded = store.load().orElseThrow();
    assertThat(loaded.data()).isEqualTo(FIRST);
    assertThat(store.replace(loaded, SECOND)).isTrue();
    assertThat(store.replace(loaded, FIRST)).isFalse();
    assertThat(store.load().orElseThrow().data()).isEqualTo(SECOND);
  }

  @Test
  void aSecretThatWasDeletedIsNotReplaced() {
    assertThat(store.create(FIRST)).isTrue();
    Stored loaded = store.load().orElseThrow();
    plane.kubectl().output("delete", "secret", "serving");
    assertThat(store.replace(loaded, SECOND)).isFalse();
  }

  @Test
  void tellsWhatItCouldNotDo() {
    CertificateStore elsewhere = new SecretCertificateStore(client, "missing", "serving");
    assertThat(elsewhere.create(FIRST)).isFalse();
    ApiServerClient nobody =
        new ApiServerClient(Kubeconfig.load(plane.userKubeconfig("nobody"), Optional.empty()));
    try (nobody) {
      assertThatThrownBy(() -> new SecretCertificateStore(nobody, "default", "serving").load())
          .isInstanceOf(CertificateStoreException.class)
          .hasMessageContaining("could not read Secret default/serving")
          .hasMessageContaining("forbidden");
    }
  }

  @Test
  void replicasShareOneCertificate() {
    try (var one = open();
        var other = open()) {
      assertThat(other.current()).isEqualTo(one.current());
    }
    assertThat(plane.kubectl().output("get", "secret", "serving", "-o", "jsonpath={.type}"))
        .isEqualTo("kubernetes.io/tls");
  }

  private RotatingServingCertificate open() {
    return RotatingServingCertificate.open(
        "test",
        ServerNames.of("connector.jetway-system.svc"),
        RotationPolicy.defaults(RotationPolicy.Publication.BY_TIME),
        store,
        Clock.systemUTC(),
        RandomGenerator.getDefault());
  }
}
