package dev.jetway.certs;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final BlockingQueue<List<String>> used = new LinkedBlockingQueue<>();

  @TempDir private Path folder;

  @Test
  void handsOverWhatIsThereAndWhatComes() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "one");
    try (PemFiles _ = PemFiles.watch(List.of(file), OFTEN, used::add)) {
      assertThat(used.poll()).containsExactly("one");
      replace(file, "two");
      assertThat(used.poll(10, TimeUnit.SECONDS)).containsExactly("two");
    }
  }

  @Test
  void followsTheSymbolicLinkOfAMountedSecret() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..1"));
    Path second = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(first.resolve("tls.crt"), "one");
    Files.writeString(second.resolve("tls.crt"), "two");
    Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
    Path file = Files.createSymbolicLink(folder.resolve("tls.crt"), data.resolve("tls.crt"));
    try (PemFiles _ = PemFiles.watch(List.of(file), OFTEN, used::add)) {
      assertThat(used.poll()).containsExactly("one");
      Path next = Files.createSymbolicLink(folder.resolve("..tmp"), second);
      Files.move(next, data, REPLACE_EXISTING);
      assertThat(used.poll(10, TimeUnit.SECONDS)).containsExactly("two");
    }
  }

  @Test
  void triesAgainWhatCouldNotBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "one");
    try (PemFiles _ = PemFiles.watch(List.of(file), OFTEN, this::refuseHalves)) {
      replace(file, "half");
      assertThat(used.poll(10, TimeUnit.SECONDS)).containsExactly("one");
      assertThat(used.poll(10, TimeUnit.SECONDS)).containsExactly("half");
      assertThat(used.poll(10, TimeUnit.SECONDS)).containsExactly("half");
      Files.delete(file);
      replace(file, "whole");
      List<String> next = List.of("half");
      while (next.equals(List.of("half"))) {
        next = used.poll(10, TimeUnit.SECONDS);
      }
      assertThat(next).containsExactly("whole");
    }
  }

  @Test
  void refusesWhatCannotBeReadOrUsedAtFirst() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> PemFiles.watch(List.of(missing), OFTEN, used::add))
        .isInstanceOf(CertificateStoreException.class)
        .hasMessageContaining("missing");
    Path half = Files.writeString(folder.resolve("a"), "half");
    assertThatThrownBy(() -> PemFiles.watch(List.of(half), OFTEN, this::refuseHalves))
        .isInstanceOf(CertificatesException.class);
  }

  /** At once: a file that is written is seen empty for a moment. */
  private void replace(Path file, String contents) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), contents);
    Files.move(next, file, ATOMIC_MOVE);
  }

  private void refuseHalves(List<String> contents) {
    used.add(contents);
    if (contents.contains("half")) {
      throw new InvalidPemException("half");
    }
  }
}
