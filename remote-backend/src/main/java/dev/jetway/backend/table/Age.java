package dev.jetway.backend.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long ago a time was, in the words of {@code k8s.io/apimachinery/pkg/util/duration} {@code
 * HumanDuration}.
 */
public final class Age {
  private static final Pattern RFC3339 =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d?):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?(?:Z|([+-])(\\d\\d):(\\d\\d))");

  private static final Instant GO_ZERO = Instant.parse("0001-01-01T00:00:00Z");

  /** Go's durations end here. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Age() {}

  /** What a column of type {@code date} shows for a text. */
  public static String of(String time, Instant now) {
    if (time.isEmpty() || time.equals("null")) {
      return "<unknown>";
    }
    Optional<Instant> parsed = parse(time);
    if (parsed.isEmpty()) {
      return "<invalid>";
    }
    return parsed.get().equals(GO_ZERO) ? "<unknown>" : words(Duration.between(parsed.get(), now));
  }

  private static Optional<Instant> parse(String time) {
    Matcher matcher = RFC3339.matcher(time);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String fraction = matcher.group(7) == null ? "0" : matcher.group(7);
      LocalDateTime local =
          LocalDateTime.of(
              number(matcher, 1),
              number(matcher, 2),
              number(matcher, 3),
              number(matcher, 4),
              number(matcher, 5),
              number(matcher, 6),
              Integer.parseInt((fraction + "00000000").substring(0, 9)));
      return offset(matcher).map(offset -> local.toInstant(ZoneOffset.UTC).minus(offset));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Go allows for offsets of 24 hours and of 60 minutes. */
  private static Optional<Duration> offset(Matcher matcher) {
    if (matcher.group(8) == null) {
      return Optional.of(Duration.ZERO);
    }
    int hours = number(matcher, 9);
    int minutes = number(matcher, 10);
    if (hours > 24 || minutes > 60) {
      return Optional.empty();
    }
    Duration offset = Duration.ofHours(hours).plusMinutes(minutes);
    return Optional.of(matcher.group(8).equals("-") ? offset.negated() : offset);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static String words(Duration elapsed) {
    Duration duration = elapsed.compareTo(LONGEST) > 0 ? LONGEST : elapsed;
    // Java rounds a negative duration's seconds down, Go towards zero.
    long seconds = duration.isNegative() ? -duration.negated().toSeconds() : duration.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    } else if (seconds < 0) {
      return "0s";
    } else if (seconds < 2 * 60) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    } else if (minutes < 3 * 60) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    } else if (hours < 2 * 24) {
      return hours + "h";
    }
    long days = hours / 24;
    if (days < 8) {
      return two(days, "d", hours % 24, "h");
    } else if (days < 2 * 365) {
      return days + "d";
    } else if (days < 8 * 365) {
      return two(days / 365, "y", days % 365, "d");
    }
    return days / 365 + "y";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
