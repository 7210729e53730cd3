package dev.jetway.backend.cache;

import dev.jetway.backend.feed.ResourceVersions;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.QueryString.Parameter;
import dev.jetway.kube.RequestInfo;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a read asks for, by the rules of {@code k8s.io/apimachinery/pkg/apis/meta/internalversion}
 * and {@code k8s.io/apiserver/pkg/storage/cacher}.
 *
 * <pre>
 *   resourceVersion   list                    get          watch
 *   none              most recent             most recent  state, most recent, then changes
 *   0                 any, limit ignored      any          state, any, then changes
 *   N                 not older; provider     not older    changes after N
 *                     where a limit is set
 *   with sendInitialEvents and NotOlderThan   -            state, not older, then changes
 *   Exact, continue, anything else            the provider
 * </pre>
 */
sealed interface ReadPlan {
  /** Only the provider can answer, or say what is wrong. */
  record Elsewhere() implements ReadPlan {}

  /**
   * One object.
   *
   * @param age how new
   */
  record OfObject(Age age) implements ReadPlan {}

  /**
   * A list.
   *
   * @param selection of what
   * @param age how new
   */
  record OfList(Selection selection, Age age) implements ReadPlan {}

  /**
   * A watch.
   *
   * @param selection of what
   * @param start from where
   * @param bookmarks whether bookmarks are wanted
   * @param timeout when it ends; empty if the server chooses
   */
  record OfWatch(Selection selection, Start start, boolean bookmarks, Optional<Duration> timeout)
      implements ReadPlan {}

  /**
   * How new a state must be.
   *
   * @param least the least version; empty for the most recent state
   */
  record Age(OptionalLong least) {
    static final Age MOST_RECENT = new Age(OptionalLong.empty());

    static Age of(long resourceVersion) {
      return new Age(OptionalLong.of(resourceVersion));
    }

    boolean isMostRecent() {
      return least.isEmpty();
    }

    boolean allows(long resourceVersion) {
      return least.isPresent() && resourceVersion >= least.getAsLong();
    }
  }

  /** Where a watch begins. */
  sealed interface Start {
    /** With all objects. */
    record WithState(Age age) implements Start {}

    /** Behind a version. */
    record After(long resourceVersion) implements Start {}

    /** With what comes next. */
    record Anywhere() implements Start {}
  }

  Set<String> GET_PARAMETERS = Set.of("resourceVersion", "timeout", "includeObject");
  Set<String> LIST_PARAMETERS =
      Set.of(
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "limit",
          "continue",
          "watch",
          "allowWatchBookmarks",
          "timeout",
          "timeoutSeconds",
          "includeObject");
  Set<String> WATCH_PARAMETERS =
      Set.of(
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "limit",
          "watch",
          "allowWatchBookmarks",
          "sendInitialEvents",
          "timeout",
          "timeoutSeconds",
          "includeObject");

  /** What a request asks for. */
  static ReadPlan of(RequestInfo info) {
    if (!info.path().subresource().isEmpty()) {
      return new Elsewhere();
    }
    return switch (info.verb()) {
      case GET -> ofGet(info.query());
      case LIST -> ofList(info);
      case WATCH -> ofWatch(info);
      case CREATE, UPDATE, PATCH, DELETE, DELETE_COLLECTION -> new Elsewhere();
    };
  }

  private static ReadPlan ofGet(QueryString query) {
    Optional<Age> age = age(query);
    return hasOnly(query, GET_PARAMETERS) && age.isPresent()
        ? new OfObject(age.get())
        : new Elsewhere();
  }

  private static ReadPlan ofList(RequestInfo info) {
    QueryString query = info.query();
    Optional<Age> age = age(query);
    Optional<Selection> selection = Selection.of(info.path().namespace(), query);
    OptionalLong limit = number(query, "limit");
    String match = text(query, "resourceVersionMatch");
    if (!hasOnly(query, LIST_PARAMETERS)
        || age.isEmpty()
        || selection.isEmpty()
        || limit.isEmpty()
        || number(query, "timeoutSeconds").isEmpty()
        || !text(query, "continue").isEmpty()
        || !(match.isEmpty() || (match.equals("NotOlderThan") && !age.get().isMostRecent()))) {
      return new Elsewhere();
    }
    boolean exact = limit.getAsLong() > 0 && age.get().least().orElse(0) > 0;
    return exact ? new Elsewhere() : new OfList(selection.get(), age.get());
  }

  private static ReadPlan ofWatch(RequestInfo info) {
    QueryString query = info.query();
    Optional<Age> age = age(query);
    Optional<Selection> selection = Selection.of(info.path().namespace(), query);
    OptionalLong timeout = number(query, "timeoutSeconds");
    Optional<Start> start = age.flatMap(known -> start(query, known));
    if (!hasOnly(query, WATCH_PARAMETERS)
        || selection.isEmpty()
        || timeout.isEmpty()
        || number(query, "limit").isEmpty()
        || start.isEmpty()) {
      return new Elsewhere();
    }
    return new OfWatch(
        selection.get(),
        start.get(),
        query.isTrue("allowWatchBookmarks"),
        timeout.getAsLong() == 0
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(timeout.getAsLong())));
  }

  private static Optional<Start> start(QueryString query, Age age) {
    String initial = text(query, "sendInitialEvents");
    String match = text(query, "resourceVersionMatch");
    boolean legacyState = age.least().orElse(0) == 0;
    return switch (initial) {
      case "" ->
          !match.isEmpty() || query.first("sendInitialEvents").isPresent()
              ? Optional.empty()
              : Optional.of(
                  legacyState
                      ? new Start.WithState(age)
                      : new Start.After(age.least().getAsLong()));
      case "true" ->
          match.equals("NotOlderThan") ? Optional.of(new Start.WithState(age)) : Optional.empty();
      case "false" -> {
        if (!match.equals("NotOlderThan") || age.isMostRecent()) {
          yield Optional.empty();
        }
        yield Optional.of(
            legacyState ? new Start.Anywhere() : new Start.After(age.least().getAsLong()));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Age> age(QueryString query) {
    String version = text(query, "resourceVersion");
    if (version.isEmpty()) {
      return Optional.of(Age.MOST_RECENT);
    }
    OptionalLong number = ResourceVersions.find(version);
    return number.isPresent() ? Optional.of(Age.of(number.getAsLong())) : Optional.empty();
  }

  /** Zero if it is not there; empty if it is no number. */
  private static OptionalLong number(QueryString query, String key) {
    String value = text(query, key);
    return value.isEmpty() ? OptionalLong.of(0) : ResourceVersions.find(value);
  }

  private static String text(QueryString query, String key) {
    return query.first(key).orElse("");
  }

  private static boolean hasOnly(QueryString query, Set<String> known) {
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : query.parameters()) {
      if (!known.contains(parameter.key()) || !seen.add(parameter.key())) {
        return false;
      }
    }
    return true;
  }
}
