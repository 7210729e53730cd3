package dev.jetway.manifests;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When an APIService may be put right again. At once, unless that was done moments ago: somebody
 * who wants it otherwise, such as a replica of another version, is then met ever more slowly, so
 * that two never write against each other without pause. One thread.
 */
final class RepairPace {
  private static final Duration CALM = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private record Last(Instant at, Duration pause) {}

  private final Map<String, Last> last = new HashMap<>();

  /** How long the repair of this one must wait; zero if not at all. */
  Duration wait(String name, Instant now) {
    Last before = last.get(name);
    if (before == null) {
      return Duration.ZERO;
    }
    Duration rest = Duration.between(now, before.at().plus(before.pause()));
    return rest.isPositive() ? rest : Duration.ZERO;
  }

  /** Notes that this one was repaired. */
  void repaired(String name, Instant now) {
    Last before = last.get(name);
    Duration pause = SHORTEST;
    if (before != null && Duration.between(before.at(), now).compareTo(CALM) < 0) {
      pause = before.pause().multipliedBy(2);
      pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
    last.put(name, new Last(now, pause));
  }

  /** Forgets everything: what is wanted changed, so all of it may be written at once. */
  void forget() {
    last.clear();
  }
}
