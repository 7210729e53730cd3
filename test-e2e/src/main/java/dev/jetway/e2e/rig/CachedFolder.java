package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A folder of the cache that is made once: another process that is making it already is waited for.
 *
 * <p>It appears by one rename, so that nobody ever sees half of it. Safe for use by several threads
 * and processes.
 *
 * @param path the folder, absolute; its parent holds the lock, and what is unfinished
 * @param title what it holds, for a person
 * @param progress is given lines for a person
 */
public record CachedFolder(Path path, String title, Consumer<String> progress) {
  private static final Duration LIMIT = Duration.ofHours(1);

  /** Fills a folder. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Fills it.
     *
     * @param scratch for files that nobody needs later
     * @param result an empty folder: what is to be kept
     */
    void make(Path scratch, Path result) throws IOException;
  }

  /**
   * Makes the folder unless it is whole.
   *
   * @param whole whether nothing is to be made; asked with the lock held
   * @return the folder
   */
  public Path orMake(BooleanSupplier whole, Maker maker) {
    if (whole.getAsBoolean()) {
      return path;
    }
    try {
      Path parent = Files.createDirectories(path.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(
                  parent.resolve("build.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = lock(channel)) {
        if (!whole.getAsBoolean()) {
          make(parent, maker);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private void make(Path parent, Maker maker) throws IOException {
    Path scratch = Files.createTempDirectory(parent, "build-");
    try {
      Path result = Files.createDirectory(scratch.resolve("result"));
      maker.make(scratch, result);
      WorkDirectory.delete(path); // an incomplete one
      Files.move(result, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      WorkDirectory.delete(scratch);
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    Optional<FileLock> free = tryLock(channel);
    if (free.isPresent()) {
      return free.get();
    }
    progress.accept("waiting for another process that makes " + title);
    return Eventually.within(LIMIT).value("the lock of " + path, () -> tryLock(channel));
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
}
