package dev.jetway.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody else replaces in its file, as the kubelet does: read again when a minute
 * has passed. While the file cannot be read the last token is used, since it may well be valid
 * still. Thread-safe.
 */
public final class RotatingToken implements Supplier<String> {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Path file;
  private final Clock clock;
  private volatile @Nullable Reading last;

  /** Reads {@code file} when a token is first wanted. */
  public RotatingToken(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public String get() {
    Reading reading = last;
    Instant now = clock.instant();
    if (reading != null && now.isBefore(reading.at().plus(FRESH))) {
      return reading.token();
    }
    try {
      String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (token.isEmpty()) {
        throw new IOException("the token file " + file + " is empty");
      }
      last = new Reading(token, now);
      return token;
    } catch (IOException e) {
      if (reading != null) {
        return reading.token();
      }
      throw new UncheckedIOException("could not read the token file " + file, e);
    }
  }

  private record Reading(String token, Instant at) {}
}
