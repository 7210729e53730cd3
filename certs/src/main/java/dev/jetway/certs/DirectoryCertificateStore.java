package dev.jetway.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A store in a directory of a POSIX file system, which several processes may share. Each version is
 * a directory of its own, with a file per key, readable by its owner only:
 *
 * <pre>
 *   certificates/
 *     00000005/removed     a former version, whose number stays taken
 *     00000006/tls.crt …   the version before, for who is still reading it
 *     00000007/tls.crt …   the current version: the highest number
 * </pre>
 *
 * A version is written aside and then renamed into place. That is atomic, and fails where the
 * number is taken, so of several writers one wins, without locks.
 */
public final class DirectoryCertificateStore implements CertificateStore {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int MAX_READS = 10;

  /** Marks a version whose files are gone, while its number stays taken. */
  private static final String REMOVED = "removed";

  /** How many numbers stay taken: no writer is late by so many versions. */
  private static final int KEPT_NUMBERS = 1000;

  private final Path directory;

  /**
   * A store in this directory, which is made when it is missing.
   *
   * @throws CertificateStoreException when it cannot be made
   */
  public DirectoryCertificateStore(Path directory) {
    this.directory = directory;
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw failure("make", e);
    }
  }

  @Override
  public Optional<Stored> load() {
    try {
      for (int i = 0; i < MAX_READS; i++) {
        List<Integer> versions = versions();
        if (versions.isEmpty()) {
          return Optional.empty();
        }
        int version = versions.getLast();
        try {
          Stored stored = read(version);
          // From two versions later on, files of this one are being removed.
          if (latest() <= version + 1) {
            return Optional.of(stored);
          }
        } catch (NoSuchFileException _) {
          // Removed meanwhile: there is a newer one.
        }
      }
      throw new IOException("it changes all the time");
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  @Override
  public boolean create(Map<String, String> data) {
    return write(0, data);
  }

  @Override
  public boolean replace(Stored expected, Map<String, String> data) {
    return write(Integer.parseInt(expected.version()), data);
  }

  private boolean write(int expected, Map<String, String> data) {
    try {
      if (latest() != expected) {
        return false;
      }
      Path aside = Files.createTempDirectory(directory, "new-", OWNER_ONLY);
      try {
        for (Map.Entry<String, String> entry : data.entrySet()) {
          write(aside.resolve(entry.getKey()), entry.getValue());
        }
        return isMovedTo(expected + 1, aside);
      } finally {
        delete(aside);
      }
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  private boolean isMovedTo(int version, Path aside) throws IOException {
    Path target = path(version);
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(target)) {
        return false;
      }
      throw e;
    }
    for (int old : versions()) {
      if (old < version - KEPT_NUMBERS) {
        delete(path(old));
      } else if (old < version - 1) {
        empty(path(old));
      }
    }
    return true;
  }

  /** Leaves something in the directory at every moment, or a late writer could take its number. */
  private static void empty(Path version) throws IOException {
    try {
      Files.createFile(version.resolve(REMOVED), OWNER_ONLY_FILE);
    } catch (FileAlreadyExistsException _) {
      // Emptied before, or another process is at it.
    }
    deleteFiles(version);
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(WRITE, CREATE_NEW), OWNER_ONLY_FILE)) {
      ByteBuffer bytes = US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private Stored read(int version) throws IOException {
    Map<String, String> data = new HashMap<>();
    try (Stream<Path> files = Files.list(path(version))) {
      for (Path file : files.toList()) {
        data.put(file.getFileName().toString(), Files.readString(file, US_ASCII));
      }
    }
    return new Stored(Integer.toString(version), data);
  }

  private int latest() throws IOException {
    List<Integer> versions = versions();
    return versions.isEmpty() ? 0 : versions.getLast();
  }

  private List<Integer> versions() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("[0-9]{8}"))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    }
  }

  private Path path(int version) {
    return directory.resolve("%08d".formatted(version));
  }

  private static void delete(Path version) throws IOException {
    deleteFiles(version);
    Files.deleteIfExists(version.resolve(REMOVED));
    Files.deleteIfExists(version);
  }

  private static void deleteFiles(Path version) throws IOException {
    try (Stream<Path> files = Files.list(version)) {
      for (Path file : files.filter(file -> !file.endsWith(REMOVED)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // Renamed into place, or removed by another process.
    }
  }

  private CertificateStoreException failure(String verb, IOException e) {
    return new CertificateStoreException(
        "could not %s certificates in %s: %s".formatted(verb, directory, e), e);
  }
}
