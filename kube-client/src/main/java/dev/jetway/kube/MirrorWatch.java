package dev.jetway.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Follows a collection from the version that the contents are at. For one thread. */
final class MirrorWatch {
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

  /** How much longer than it was asked for a watch may be silent. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  /** A watch that ends sooner without an event is not healthy. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final HttpFields HEADERS =
      HttpFields.build().add(HttpHeader.ACCEPT, "application/json").asImmutable();

  private final RequestSender sender;
  private final String path;
  private final QueryString query;
  private final RandomGenerator random;

  MirrorWatch(RequestSender sender, String path, String query, RandomGenerator random) {
    this.sender = sender;
    this.path = path;
    this.query = QueryString.parse(query);
    this.random = random;
  }

  /** Puts every event into {@code contents} until the watch ends, however it does. */
  MirrorOutcome follow(MirrorContents contents) {
    int seconds = random.nextInt(300, 601);
    QueryString watchQuery =
        query
            .with("watch", "true")
            .with("allowWatchBookmarks", "true")
            .with("timeoutSeconds", Integer.toString(seconds))
            .with("resourceVersion", contents.resourceVersion());
    long began = System.nanoTime();
    Events events = new Events(contents);
    try {
      StreamedResponse response =
          sender.send("GET", path, watchQuery.encode(), HEADERS, Optional.empty(), HEAD_TIMEOUT);
      if (response.status() != 200) {
        byte[] answer = ResponseBody.readAll(response, ObjectReader.MAX_OBJECT, HEAD_TIMEOUT);
        return refused(Status.ofAnswer(response.status(), answer));
      }
      try (ObjectReader reader =
          new ObjectReader(response, Duration.ofSeconds(seconds).plus(SLACK))) {
        while (reader.next() != null) {
          Optional<Status> error = events.apply(reader.object());
          if (error.isPresent()) {
            return refused(error.get());
          }
        }
      }
    } catch (IOException e) {
      // A watch that worked and broke is resumed at once; the next attempt tells whether it can be.
      if (events.seen == 0) {
        return new MirrorOutcome.Trouble("watch: " + e.getMessage());
      }
      return new MirrorOutcome.Healthy();
    }
    boolean shortAndEmpty = events.seen == 0 && System.nanoTime() - began < SHORT.toNanos();
    return shortAndEmpty
        ? new MirrorOutcome.Trouble("watch: ended at once")
        : new MirrorOutcome.Healthy();
  }

  private static MirrorOutcome refused(Status status) {
    if (status.code() == 410 || status.reason().equals("Expired")) {
      return new MirrorOutcome.Expired("watch: " + status, false);
    }
    if (status.code() == 429 || status.code() >= 500) {
      return new MirrorOutcome.Trouble("watch: " + status);
    }
    return new MirrorOutcome.Expired("watch: " + status, true);
  }

  private static final class Events {
    private final MirrorContents contents;
    private int seen;

    Events(MirrorContents contents) {
      this.contents = contents;
    }

    /** Applies one event; a Status is the server's word that the watch is over. */
    Optional<Status> apply(ObjectNode event) throws IOException {
      if (!(event.path("object") instanceof ObjectNode object)) {
        throw new IOException("a watch event has no object");
      }
      String type = event.path("type").asText();
      String version = object.path("metadata").path("resourceVersion").asText();
      switch (type) {
        case "ADDED", "MODIFIED" -> contents.put(contents.keep(object));
        case "DELETED" -> contents.delete(contents.keep(object));
        case "BOOKMARK" -> {}
        case "ERROR" -> {
          return Optional.of(Status.of(object));
        }
        default -> throw new IOException("a watch event has the unknown type " + type);
      }
      seen++;
      contents.advance(version);
      return Optional.empty();
    }
  }
}
