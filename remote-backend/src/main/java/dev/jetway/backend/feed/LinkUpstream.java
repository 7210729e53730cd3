package dev.jetway.backend.feed;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.view.JsonSplicer;
import dev.jetway.backend.view.ObjectBytes;
import dev.jetway.backend.view.ObjectSplitter;
import dev.jetway.backend.view.SpliceException;
import dev.jetway.backend.view.SpliceShape;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.TranslatedBody;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** One resource of a provider behind a link, asked on nobody's behalf. */
public final class LinkUpstream implements Upstream {
  private static final int PAGE = 500;
  private static final int BUFFER = 16 * 1024;
  private static final int MAX_ERROR = 1 << 20;
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(55);
  private static final Duration SHORT_HEAD_TIMEOUT = Duration.ofSeconds(5);
  private static final String JSON = "application/json";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

  private final LinkCalls calls;
  private final ResourceKey resource;
  private final ViewScope scope;
  private final AtomicReference<Optional<StreamedResponse>> open =
      new AtomicReference<>(Optional.empty());

  /**
   * Asks through these calls.
   *
   * @param scope the view of all namespaces
   */
  public LinkUpstream(LinkCalls calls, ResourceKey resource, ViewScope scope) {
    this.calls = calls;
    this.resource = resource;
    this.scope = scope;
  }

  @Override
  public Listed list(Consumer<Entry> objects) throws IOException {
    QueryString query = QueryString.EMPTY.with("limit", Integer.toString(PAGE));
    Optional<String> next = Optional.empty();
    ObjectSplitter page;
    do {
      QueryString asked = next.isPresent() ? query.with("continue", next.get()) : query;
      page = readList(asked, JSON, objects, HEAD_TIMEOUT);
      next = page.continueToken();
    } while (next.isPresent());
    return new Listed(ResourceVersions.parse(page.resourceVersion()), page.kind());
  }

  @Override
  public Versions versions(int limit) throws IOException {
    Map<String, Long> versions = new HashMap<>();
    ObjectSplitter list =
        readList(
            QueryString.EMPTY.with("limit", Integer.toString(limit)),
            METADATA,
            entry -> versions.put(entry.key(), entry.resourceVersion()),
            SHORT_HEAD_TIMEOUT);
    return new Versions(
        versions, ResourceVersions.parse(list.resourceVersion()), list.continueToken().isEmpty());
  }

  @Override
  public void watch(long resourceVersion, Consumer<List<Change>> listener) throws IOException {
    StreamedResponse response = openWatch(resourceVersion, JSON, "");
    open.set(Optional.of(response));
    try {
      listener.accept(List.of());
      readWatch(response, listener);
    } finally {
      open.set(Optional.empty());
      response.cancel(new IOException("the watch is no longer followed"));
    }
  }

  @Override
  public long lastChange(long resourceVersion, long wanted) throws IOException {
    ShortWatch seen = new ShortWatch(resourceVersion, wanted);
    // kube-apiserver sends a bookmark two seconds before the end.
    StreamedResponse response =
        openWatch(
            resourceVersion, "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "3");
    try {
      readWatch(response, seen);
      throw new IOException("a watch ended before it told how far the provider is");
    } catch (ShortWatch.Seen _) {
      return seen.last();
    } finally {
      response.cancel(new IOException("the watch has told what it had to"));
    }
  }

  @Override
  public void endWatch() {
    open.get().ifPresent(response -> response.cancel(new IOException("the feed ends")));
  }

  private StreamedResponse openWatch(long resourceVersion, String accept, String timeoutSeconds)
      throws IOException {
    QueryString query =
        QueryString.EMPTY
            .with("watch", "true")
            .with("allowWatchBookmarks", "true")
            .with("resourceVersion", Long.toString(resourceVersion));
    if (!timeoutSeconds.isEmpty()) {
      query = query.with("timeoutSeconds", timeoutSeconds);
    }
    StreamedResponse response = send(query, accept, SHORT_HEAD_TIMEOUT);
    if (response.status() != 200) {
      throw refused(response);
    }
    return response;
  }

  private void readWatch(StreamedResponse response, Consumer<List<Change>> listener)
      throws IOException {
    List<Change> changes = new ArrayList<>();
    ObjectSplitter splitter =
        ObjectSplitter.ofWatch(
            (type, bytes, from, to) -> changes.add(change(type, bytes, from, to)));
    read(
        response,
        SpliceShape.WATCH,
        splitter,
        () -> {
          if (!changes.isEmpty()) {
            listener.accept(List.copyOf(changes));
            changes.clear();
          }
        });
  }

  private ObjectSplitter readList(
      QueryString query, String accept, Consumer<Entry> objects, Duration headTimeout)
      throws IOException {
    StreamedResponse response = send(query, accept, headTimeout);
    if (response.status() != 200) {
      throw refused(response);
    }
    ObjectSplitter splitter =
        ObjectSplitter.ofList((_, bytes, from, to) -> objects.accept(Entry.of(bytes, from, to)));
    try {
      read(response, SpliceShape.LIST, splitter, () -> {});
      splitter.end();
    } catch (SpliceException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      response.cancel(new IOException("the list was read"));
    }
    return splitter;
  }

  private void read(
      StreamedResponse response, SpliceShape shape, ObjectSplitter splitter, Runnable afterChunk)
      throws IOException {
    JsonSplicer splicer = new JsonSplicer(shape, scope);
    Content.Source spliced = new TranslatedBody(response.body(), splicer::feed);
    byte[] buffer = new byte[BUFFER];
    try (InputStream body = Content.Source.asInputStream(spliced)) {
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        splitter.feed(buffer, 0, count);
        afterChunk.run();
      }
    } catch (ErrorEvent e) {
      throw e.status().code() == 410
          ? new WatchExpiredException(e.status())
          : new IOException(e.status().toString(), e);
    } catch (SpliceException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Change change(String type, byte[] bytes, int from, int to) {
    return switch (type) {
      case "BOOKMARK" -> {
        byte[] object = Arrays.copyOfRange(bytes, from, to);
        yield new Change.Progress(
            ResourceVersions.parse(ObjectBytes.head(object, 0).resourceVersion()));
      }
      case "ADDED", "MODIFIED", "DELETED" ->
          new Change.OfObject(EventType.valueOf(type), Entry.of(bytes, from, to));
      case "ERROR" -> throw new ErrorEvent(status(Arrays.copyOfRange(bytes, from, to)));
      default -> throw new SpliceException("a watch event has the type " + type);
    };
  }

  private static Status status(byte[] object) {
    return Status.parse(object).orElseGet(() -> Status.of(500, "the watch ended with an error"));
  }

  private StreamedResponse send(QueryString query, String accept, Duration headTimeout)
      throws IOException {
    return calls.send(
        "GET",
        new ResourcePath(
                resource.group(),
                resource.version(),
                scope.providerNamespace(),
                resource.resource(),
                "",
                "")
            .toPath(),
        query.encode(),
        HttpFields.build().put(HttpHeader.ACCEPT, accept),
        Optional.empty(),
        headTimeout);
  }

  private static IOException refused(StreamedResponse response) throws IOException {
    byte[] body;
    try (InputStream in = Content.Source.asInputStream(response.body())) {
      body = in.readNBytes(MAX_ERROR);
    } finally {
      response.cancel(new IOException("the answer was read"));
    }
    Status status = Status.ofAnswer(response.status(), body);
    if (status.code() == 410) {
      return new WatchExpiredException(status);
    }
    if (status.code() == 429 || status.code() >= 500) {
      return new IOException(status.toString());
    }
    throw new StatusException(status);
  }

  /** An error that a watch ended with, on its way out of the splitter. */
  private static final class ErrorEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    ErrorEvent(Status status) {
      super(status.message());
      this.status = status;
    }

    Status status() {
      return status;
    }
  }
}
