package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.feed.Change;
import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.feed.Things;
import dev.jetway.backend.feed.Timeline;
import dev.jetway.backend.feed.Waiter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories, and watchers that are fast, slow, selective, or come and go: each sees exactly
 * what happened to its selection, once and in order, and ends up with the state.
 */
class WatchersPropertyTest {
  private static final JsonForm FORM = JsonForm.whole("example.org/v1", "Thing", "ThingList");
  private static final String[] NAMESPACES = {"a", "b"};
  private static final String[] APPS = {"", "shop", "other"};
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"type\":\"([A-Z]+)\".*?\"metadata\":\\{(?:\"annotations\":\\{[^}]*\\},)?(?:\"name\":\"([^\"]*)\",\"namespace\":\"([^\"]*)\",)?\"resourceVersion\":\"(\\d+)\".*");

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 300; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyWatcherSeesExactlyWhatHappened(long seed) {
    new History(new Random(seed)).run();
  }

  /** One history and its watchers. */
  private static final class History {
    private final Random random;
    private final Timeline timeline;
    private final Map<String, Entry> model = new TreeMap<>();
    private final List<Client> clients = new ArrayList<>();
    private long version = 100;

    History(Random random) {
      this.random = random;
      for (int i = random.nextInt(6); i > 0; i--) {
        Entry entry = someEntry();
        model.put(entry.key(), entry);
      }
      timeline =
          new Timeline(
              model.values(),
              version,
              new Timeline.RingLimits(4 + random.nextInt(30), 1 << 20),
              waiters -> waiters.forEach(Waiter::wake));
    }

    void run() {
      for (int i = 0; i < 5; i++) {
        clients.add(new Client(i));
      }
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> advance();
          default -> clients.get(random.nextInt(clients.size())).act();
        }
      }
      clients.forEach(Client::finish);
    }

    private void advance() {
      List<Change> changes = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        version += 1 + random.nextInt(3);
        if (random.nextInt(8) == 0) {
          changes.add(new Change.Progress(version));
        } else {
          changes.add(change());
        }
      }
      timeline.advance(changes);
    }

    private Change change() {
      Entry entry = someEntry();
      Entry known = model.get(entry.key());
      if (known != null && random.nextInt(3) == 0) {
        model.remove(entry.key());
        return new Change.OfObject(EventType.DELETED, known.at(version));
      }
      model.put(entry.key(), entry);
      return new Change.OfObject(known == null ? EventType.ADDED : EventType.MODIFIED, entry);
    }

    private Entry someEntry() {
      return Things.entry(
          NAMESPACES[random.nextInt(2)], "n" + random.nextInt(6), version, APPS[random.nextInt(3)]);
    }

    /** Keeps a copy of its selection, as an informer does. */
    private final class Client {
      private final Selection selection;
      private final boolean lazy;
      private final Map<String, Long> copy = new TreeMap<>();
      private Optional<WatchBody> body = Optional.empty();
      private boolean parked;
      private boolean news;
      private boolean initial;
      private long seen;

      Client(int number) {
        String labels = number % 2 == 0 ? "" : number == 1 ? "app=shop" : "app!=shop";
        this.selection =
            new Selection(
                number == 4 ? "b" : "",
                number == 2 ? "n3" : "",
                LabelSelector.parse(labels).orElseThrow());
        this.lazy = random.nextBoolean();
      }

      void act() {
        if (body.isEmpty()) {
          open();
        } else if (random.nextInt(10) == 0) {
          body.get().fail(new IllegalStateException("the client goes"));
          body = Optional.empty();
          parked = false;
        } else if (!lazy || random.nextInt(6) == 0) {
          read(1 + random.nextInt(3));
        }
      }

      /** Comes back with its version if the ring still has it, else with the state. */
      private void open() {
        OptionalLong position = seen == 0 ? OptionalLong.empty() : timeline.after(seen);
        WatchStart start;
        if (position.isPresent()) {
          initial = false;
          start = new WatchStart(List.of(), false, seen, position.getAsLong());
        } else {
          Timeline.State state = timeline.state();
          copy.clear();
          initial = true;
          start = new WatchStart(state.entries(), true, state.resourceVersion(), state.position());
        }
        body =
            Optional.of(
                new WatchBody(
                    timeline,
                    selection,
                    FORM,
                    start,
                    new WatchTimes(Duration.ofHours(1), true, () -> 0),
                    () -> {}));
      }

      private void read(int chunks) {
        if (parked && !news) {
          return;
        }
        parked = false;
        for (int i = 0; i < chunks && body.isPresent(); i++) {
          Content.Chunk chunk = body.get().read();
          if (chunk == null) {
            news = false;
            parked = true;
            body.get().demand(() -> news = true);
            return;
          }
          if (chunk.isLast()) {
            body = Optional.empty();
            return;
          }
          StandardCharsets.UTF_8
              .decode(chunk.getByteBuffer())
              .toString()
              .lines()
              .forEach(this::take);
        }
      }

      private void take(String line) {
        Matcher parts = LINE.matcher(line);
        assertThat(parts.matches()).as(line).isTrue();
        long at = Long.parseLong(parts.group(4));
        String key = parts.group(3) + "/" + parts.group(2);
        switch (parts.group(1)) {
          case "BOOKMARK" -> assertThat(at).isGreaterThanOrEqualTo(initial ? 0 : seen);
          case "ADDED" -> {
            assertThat(copy).as("added again: " + line).doesNotContainKey(key);
            copy.put(key, at);
          }
          case "MODIFIED" ->
              assertThat(Objects.requireNonNull(copy.put(key, at), line)).isLessThan(at);
          default -> assertThat(Objects.requireNonNull(copy.remove(key), line)).isLessThan(at);
        }
        if (parts.group(1).equals("BOOKMARK")) {
          initial = false;
        } else if (initial) {
          assertThat(parts.group(1)).as("the state: " + line).isEqualTo("ADDED");
          return;
        } else {
          assertThat(at).as("in order, and once: " + line).isGreaterThan(seen);
        }
        seen = at;
      }

      void finish() {
        for (int i = 0; i < 10; i++) {
          if (body.isEmpty()) {
            open();
          }
          news = true;
          read(1000);
        }
        Map<String, Long> expected = new TreeMap<>();
        model.values().stream()
            .filter(selection::matches)
            .forEach(entry -> expected.put(entry.key(), entry.resourceVersion()));
        assertThat(copy).isEqualTo(expected);
      }
    }
  }
}
