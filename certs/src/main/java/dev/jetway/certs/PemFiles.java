package dev.jetway.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that somebody else keeps fresh, as the kubelet does with a mounted Secret, read again and
 * again: whoever uses them hears of new contents. Looked at by their contents, since a mounted
 * Secret changes by a symbolic link and its files keep odd times.
 *
 * <p>What cannot be read or used leaves the last good contents in force and is tried again with the
 * next look: a certificate and its key are two files, and may be seen half replaced. One virtual
 * thread does all of it; {@link #close} is idempotent.
 */
public final class PemFiles implements AutoCloseable {
  /** How often the files are looked at unless something else is said. */
  public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(PemFiles.class);

  private final List<Path> files;
  private final Duration period;
  private final Consumer<List<String>> user;
  private final CountDownLatch closed = new CountDownLatch(1);
  private List<String> used;
  private String toldTrouble = "";

  private PemFiles(
      List<Path> files, Duration period, Consumer<List<String>> user, List<String> used) {
    this.files = List.copyOf(files);
    this.period = period;
    this.user = user;
    this.used = used;
  }

  /**
   * Hands the contents over now and after each change.
   *
   * @param files what is read, in the order in which the user gets the contents
   * @param user throws a {@link CertificatesException} if the contents cannot be used
   * @throws CertificateStoreException if a file cannot be read now
   * @throws CertificatesException if the contents cannot be used now
   */
  public static PemFiles watch(List<Path> files, Duration period, Consumer<List<String>> user) {
    List<String> contents = read(files);
    user.accept(contents);
    PemFiles watched = new PemFiles(files, period, user, contents);
    Thread.ofVirtual().name("pem-files").start(watched::run);
    return watched;
  }

  /** Stops looking; the last contents stay in use. */
  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      List<String> contents = read(files);
      if (!contents.equals(used)) {
        user.accept(contents);
        used = contents;
        LOG.info("read changed files files={}", files);
      }
      toldTrouble = "";
    } catch (CertificatesException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(toldTrouble)) {
        toldTrouble = trouble;
        LOG.warn("could not use changed files files={} error={}", files, trouble);
      }
    }
  }

  private static List<String> read(List<Path> files) {
    List<String> contents = new ArrayList<>();
    for (Path file : files) {
      try {
        contents.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new CertificateStoreException("could not read " + file + ": " + e, e);
      }
    }
    return contents;
  }
}
