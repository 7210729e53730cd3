package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Builds the programs from their Go modules into the cache folder, once: another process that is
 * building already is waited for.
 *
 * <p>The result appears in the cache by one rename, so that nobody ever sees half of it.
 */
final class GoBuild {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "etcd", "go.etcd.io/etcd/server/v3",
          "kubectl", "k8s.io/kubernetes/cmd/kubectl",
          "kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver",
          "kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager");
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final int PROGRESS_SECONDS = 15;

  private final KubernetesCache cache;
  private final Consumer<String> progress;

  GoBuild(KubernetesCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** The version of the Go toolchain on the PATH, for example {@code go1.26.4}; empty if none. */
  static Optional<String> toolchain() {
    try {
      Process go = new ProcessBuilder("go", "env", "GOVERSION").redirectErrorStream(true).start();
      String version =
          new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return go.waitFor() == 0 ? Optional.of(version) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while looking for Go", e);
    }
  }

  /**
   * Builds what is missing.
   *
   * @throws RigException with the end of the build's output if it fails
   */
  KubernetesBinaries run() {
    try {
      Files.createDirectories(cache.folder());
      Path lockFile = cache.folder().resolve("build.lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = lock(channel)) {
        Optional<KubernetesBinaries> finished = KubernetesBinaries.inCache(cache);
        if (finished.isEmpty()) {
          buildAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KubernetesBinaries(cache.binaries(), "built with Go, " + cache.version());
  }

  private FileLock lock(FileChannel channel) throws IOException {
    Optional<FileLock> free = tryLock(channel);
    if (free.isPresent()) {
      return free.get();
    }
    progress.accept("waiting for another process that builds Kubernetes " + cache.version());
    return Eventually.within(LIMIT).value("the lock of " + cache.folder(), () -> tryLock(channel));
  }

  private static Optional<FileLock> tryLock(FileChannel channel) {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException _) {
      return Optional.empty(); // another thread of this process has it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void buildAll() throws IOException {
    Path folder = Files.createTempDirectory(cache.folder(), "build-");
    try {
      KubernetesCache.extractModule(folder);
      Path built = Files.createDirectory(folder.resolve("bin"));
      long start = System.nanoTime();
      progress.accept(
          "building Kubernetes %s with %s, once; this takes several minutes"
              .formatted(cache.version(), toolchain().orElse("Go")));
      int index = 0;
      for (String program : KubernetesBinaries.PROGRAMS) {
        index++;
        build(folder, built.resolve(program), program, index, start);
      }
      WorkDirectory.delete(cache.binaries()); // an incomplete one
      Files.move(built, cache.binaries(), StandardCopyOption.ATOMIC_MOVE);
      progress.accept("built Kubernetes " + cache.version() + " in " + elapsed(start));
    } finally {
      WorkDirectory.delete(folder);
    }
  }

  private void build(Path module, Path target, String program, int index, long start)
      throws IOException {
    Path log = module.resolve(program + ".log");
    String what = "%s (%d of %d)".formatted(program, index, KubernetesBinaries.PROGRAMS.size());
    progress.accept("building %s, %s so far".formatted(what, elapsed(start)));
    List<String> command =
        List.of(
            "go",
            "build",
            "-C",
            module.toString(),
            "-trimpath",
            "-ldflags",
            linkerFlags(cache.version()),
            "-o",
            target.toString(),
            Optional.ofNullable(PACKAGES.get(program)).orElseThrow());
    Map<String, String> environment = Map.of("CGO_ENABLED", "0", "GOWORK", "off");
    try (ChildProcess go = ChildProcess.start("go build " + program, log, environment, command)) {
      while (!ended(go)) {
        progress.accept("  still building %s, %s so far".formatted(what, elapsed(start)));
      }
      if (go.awaitExit(Duration.ZERO) != 0) {
        throw new RigException("could not build " + program + " with Go\n" + go.tail());
      }
    }
  }

  private static boolean ended(ChildProcess process) {
    try {
      return process.handle().onExit().get(PROGRESS_SECONDS, TimeUnit.SECONDS) != null;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new RigException("could not wait for " + process.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while building", e);
    }
  }

  static String linkerFlags(String version) {
    String[] parts = version.substring(1).split("\\.", 3);
    String variable = " -X k8s.io/component-base/version.";
    return "-s -w"
        + (variable + "gitVersion=" + version)
        + (variable + "gitMajor=" + parts[0])
        + (variable + "gitMinor=" + parts[1])
        + (variable + "gitTreeState=clean");
  }

  private static String elapsed(long start) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return "%d:%02d min".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
  }
}
