package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder of one control plane, removed when it is closed unless somebody wants to look. */
final class WorkDirectory implements AutoCloseable {
  private final Path path;
  private volatile boolean kept;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  /** Creates a new folder that only this user can enter: it will hold private keys. */
  static WorkDirectory create(Path parent, String name) {
    try {
      Files.createDirectories(parent);
      return new WorkDirectory(
          Files.createTempDirectory(
              parent.toAbsolutePath(),
              name + "-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    } catch (IOException e) {
      throw new RigException("could not create a folder in " + parent + ": " + e.getMessage(), e);
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    if (!kept) {
      delete(path);
    }
  }

  /** Deletes a folder with all that is in it; what is gone already does not matter. */
  static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (NoSuchFileException _) {
      // gone already
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
