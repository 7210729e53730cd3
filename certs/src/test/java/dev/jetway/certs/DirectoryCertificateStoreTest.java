package dev.jetway.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCertificateStoreTest {

  @TempDir Path parent;

  @Test
  void startsEmptyAndKeepsWhatIsCreated() {
    DirectoryCertificateStore store = store();
    assertThat(store.load()).isEmpty();

    assertThat(store.create(Map.of("a", "1", "b", "2"))).isTrue();

    assertThat(store().load().orElseThrow().data()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(store.create(Map.of("a", "3"))).isFalse();
  }

  @Test
  void replacesAllKeysOrNone() {
    DirectoryCertificateStore store = store();
    store.create(Map.of("a", "1", "b", "2"));
    CertificateStore.Stored first = store.load().orElseThrow();

    assertThat(store.replace(first, Map.of("a", "3"))).isTrue();
    assertThat(store.replace(first, Map.of("a", "4"))).isFalse();

    assertThat(store.load().orElseThrow().data()).isEqualTo(Map.of("a", "3"));
  }

  @Test
  void filesAreTheOwnersAndOldVersionsGo() throws IOException {
    DirectoryCertificateStore store = store();
    store.create(Map.of("tls.key", "0"));
    for (int i = 0; i < 5; i++) {
      assertThat(store.replace(store.load().orElseThrow(), Map.of("tls.key", "x"))).isTrue();
    }

    try (Stream<Path> versions = Files.list(parent.resolve("certificates"))) {
      List<Path> kept =
          versions.filter(version -> Files.exists(version.resolve("tls.key"))).sorted().toList();
      assertThat(kept)
          .extracting(Path::getFileName)
          .extracting(Path::toString)
          .containsExactly("00000005", "00000006");
      assertThat(permissions(kept.getLast())).isEqualTo("rwx------");
      assertThat(permissions(kept.getLast().resolve("tls.key"))).isEqualTo("rw-------");
    }
  }

  @Test
  void ofManyWritersOneWinsEachVersionAndReadersSeeWholeOnes() throws Exception {
    store().create(Map.of("a", "0", "b", "0"));
    List<Future<Integer>> writers = new ArrayList<>();
    int wins = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        writers.add(threads.submit(this::writeManyTimes));
      }
      for (Future<Integer> writer : writers) {
        wins += writer.get();
      }
    }
    assertThat(store().load().orElseThrow().data())
        .isEqualTo(Map.of("a", Integer.toString(wins), "b", Integer.toString(wins)));
  }

  @Test
  void directoryThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(parent.resolve("certificates"), "a file");

    assertThatThrownBy(this::store)
        .isInstanceOf(CertificateStoreException.class)
        .hasMessageStartingWith("could not make certificates in " + parent);
  }

  /** Counts up what is stored; a lost race does not count. */
  private int writeManyTimes() throws ExecutionException {
    DirectoryCertificateStore store = store();
    int wins = 0;
    for (int i = 0; i < 50; i++) {
      CertificateStore.Stored stored = store.load().orElseThrow();
      assertThat(stored.data()).containsOnlyKeys("a", "b");
      assertThat(stored.data().get("a")).isEqualTo(stored.data().get("b"));
      String next = Integer.toString(Integer.parseInt(stored.data().get("a")) + 1);
      wins += store.replace(stored, Map.of("a", next, "b", next)) ? 1 : 0;
    }
    return wins;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private DirectoryCertificateStore store() {
    return new DirectoryCertificateStore(parent.resolve("certificates"));
  }
}
