package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.namespace.ConfigMapNamespaceRecordStore;
import dev.jetway.backend.namespace.Coverage;
import dev.jetway.backend.namespace.NamespaceRecord;
import dev.jetway.backend.namespace.NamespaceRecordStore;
import dev.jetway.backend.namespace.NamespaceRecordStore.Saving;
import dev.jetway.backend.namespace.NamespaceRecordStore.Stored;
import dev.jetway.backend.namespace.Owner;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The record of namespaces in a ConfigMap of a real kube-apiserver. */
@ExtendWith(SharedRig.class)
class NamespaceRecordStoreIT {
  private final ControlPlane plane;
  private final ApiServerClient client;
  private final NamespaceRecordStore store;

  NamespaceRecordStoreIT(Rig rig) {
    this.plane = rig.consumer();
    this.client = new ApiServerClient(Kubeconfig.load(plane.adminKubeconfig(), Optional.empty()));
    this.store = new ConfigMapNamespaceRecordStore(client, "default", "record");
  }

  @AfterEach
  void clean() {
    plane.kubectl("delete", "configmap", "record", "--ignore-not-found");
    client.close();
  }

  @Test
  void ofSeveralWritersOneWins() {
    assertThat(store.load()).isEmpty();
    assertThat(store.save(record(Set.of("shop-a")), "")).isEqualTo(Saving.SAVED);
    assertThat(store.save(record(Set.of("shop-b")), "")).isEqualTo(Saving.CONFLICT);
    Stored first = store.load().orElseThrow();
    assertThat(first.record()).contains(record(Set.of("shop-a")));
    assertThat(store.save(record(Set.of("shop-c")), first.version())).isEqualTo(Saving.SAVED);
    assertThat(store.save(record(Set.of("shop-d")), first.version())).isEqualTo(Saving.CONFLICT);
    Stored second = store.load().orElseThrow();
    assertThat(second.record()).contains(record(Set.of("shop-c")));
    plane.kubectl("delete", "configmap", "record");
    assertThat(store.save(record(Set.of("shop-e")), second.version())).isEqualTo(Saving.CONFLICT);
    assertThat(store.load()).isEmpty();
  }

  @Test
  void whatIsNoRecordIsReplaced() {
    plane.kubectl("create", "configmap", "record", "--from-literal=namespaces=nonsense");
    Stored nonsense = store.load().orElseThrow();
    assertThat(nonsense.record()).isEmpty();
    assertThat(store.save(record(Set.of("shop-a")), nonsense.version())).isEqualTo(Saving.SAVED);
    assertThat(store.load().orElseThrow().record()).contains(record(Set.of("shop-a")));
  }

  @Test
  void whatItTakesForSmallEnoughKubernetesTakesToo() {
    assertThat(store.save(record(Set.of()), "")).isEqualTo(Saving.SAVED);
    NamespaceRecord largest = record(Set.of());
    Saving saving = Saving.SAVED;
    for (int names = 20_000; saving == Saving.SAVED; names += 1_000) {
      NamespaceRecord larger = record(random(names));
      saving = store.save(larger, store.load().orElseThrow().version());
      largest = saving == Saving.SAVED ? larger : largest;
    }
    assertThat(saving).isEqualTo(Saving.TOO_LARGE);
    assertThat(largest.names()).hasSizeGreaterThanOrEqualTo(20_000);
    assertThat(store.load().orElseThrow().record()).contains(largest);
  }

  /** Names that are as long as can be, and hardly to be packed. */
  private static Set<String> random(int count) {
    Random random = new Random(1);
    return IntStream.range(0, count)
        .mapToObj(_ -> {
          StringBuilder name = new StringBuilder();
          while (name.length() < 63) {
            name.append(Integer.toString(random.nextInt(36), 36));
          }
          return name.toString();
        })
        .collect(Collectors.toSet());
  }

  private static NamespaceRecord record(Set<String> names) {
    return new NamespaceRecord(new Owner("plane-1", "shop"), Coverage.WHOLE, "7", names, Map.of());
  }
}
