package dev.jetway.backend.namespace;

import java.time.Duration;

/**
 * How long what is known of the record counts, in which order it must be: interval below validity,
 * and validity with the longest life of a create far below grace.
 *
 * @param interval how often the record is looked after
 * @param validity how long a copy of it may be relied on before it is read again
 * @param grace how long a name stays in it after it was announced that it is taken out
 */
record LedgerTimes(Duration interval, Duration validity, Duration grace) {
  static final LedgerTimes DEFAULT =
      new LedgerTimes(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(10));
}
