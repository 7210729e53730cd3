package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.cache.ReadPlan.OfWatch;
import dev.jetway.kube.RequestInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadPlanTest {
  private static final String ALL = "/apis/example.org/v1/things";
  private static final String NAMESPACED = "/apis/example.org/v1/namespaces/team/things";

  @ParameterizedTest
  @CsvSource({
    "'', most recent",
    "limit=500, most recent",
    "resourceVersion=, most recent",
    "resourceVersion=0, 0",
    "resourceVersion=0&limit=500, 0",
    "resourceVersion=0&resourceVersionMatch=NotOlderThan, 0",
    "resourceVersion=0&resourceVersionMatch=NotOlderThan&limit=5, 0",
    "resourceVersion=12, 12",
    "resourceVersion=12&limit=0, 12",
    "resourceVersion=12&resourceVersionMatch=NotOlderThan, 12",
    "resourceVersion=12&timeout=10s&timeoutSeconds=5&watch=false, 12",
  })
  void listsFromWhatIsKnown(String query, String age) {
    ReadPlan plan = plan(NAMESPACED, query);
    assertThat(plan).isInstanceOf(ReadPlan.OfList.class);
    assertThat(text(((ReadPlan.OfList) plan).age())).isEqualTo(age);
    assertThat(((ReadPlan.OfList) plan).selection().namespace()).isEqualTo("team");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceVersion=12&limit=5",
        "resourceVersion=12&limit=5&resourceVersionMatch=NotOlderThan",
        "resourceVersion=12&resourceVersionMatch=Exact",
        "resourceVersion=0&resourceVersionMatch=Exact",
        "resourceVersionMatch=NotOlderThan",
        "resourceVersion=0&resourceVersionMatch=Nonsense",
        "resourceVersion=abc",
        "resourceVersion=-1",
        "continue=token",
        "resourceVersion=0&continue=token",
        "resourceVersion=0&limit=abc",
        "resourceVersion=0&sendInitialEvents=true",
        "resourceVersion=0&shardSelector=x",
        "resourceVersion=0&resourceVersion=5",
        "resourceVersion=0&fieldSelector=spec.version%3D17",
        "resourceVersion=0&fieldSelector=metadata.name!%3Dx",
        "resourceVersion=0&labelSelector=a%3E5",
        "resourceVersion=0&labelSelector=%3D",
        "resourceVersion=0&labelSelector=connect.jetway.dev/cluster%3Dc",
        "resourceVersion=0&pretty=true",
        "watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=5",
        "watch=true&sendInitialEvents=true",
        "watch=true&sendInitialEvents=true&resourceVersionMatch=Exact",
        "watch=true&sendInitialEvents=&resourceVersionMatch=NotOlderThan",
        "watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan",
        "watch=true&sendInitialEvents=maybe&resourceVersionMatch=NotOlderThan",
        "watch=true&continue=token",
        "watch=true&timeoutSeconds=soon",
        "watch=true&resourceVersion=abc",
        "watch=true&fieldSelector=metadata.name%3Da,metadata.name%3Db"
      })
  void goesToTheProvider(String query) {
    assertThat(plan(ALL, query)).isInstanceOf(ReadPlan.Elsewhere.class);
  }

  @ParameterizedTest
  @CsvSource({
    "watch=true, state most recent",
    "watch=1&resourceVersion=0, state 0",
    "watch=true&resourceVersion=0&allowWatchBookmarks=true, state 0",
    "watch=true&resourceVersion=12, after 12",
    "watch=true&resourceVersion=12&sendInitialEvents=false&resourceVersionMatch=NotOlderThan, after 12",
    "watch=true&resourceVersion=0&sendInitialEvents=false&resourceVersionMatch=NotOlderThan, anywhere",
    "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan, state most recent",
    "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=0, state 0",
    "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=7, state 7",
  })
  void watchesBeginWhereTheQuerySays(String query, String start) {
    OfWatch watch = (OfWatch) plan(ALL, query);
    String begins =
        switch (watch.start()) {
          case ReadPlan.Start.WithState(ReadPlan.Age age) -> "state " + text(age);
          case ReadPlan.Start.After(long version) -> "after " + version;
          case ReadPlan.Start.Anywhere() -> "anywhere";
        };
    assertThat(begins).isEqualTo(start);
  }

  @Test
  void watchesHaveBookmarksAndATimeIfAsked() {
    OfWatch plain = (OfWatch) plan(ALL, "watch=true&resourceVersion=5&timeoutSeconds=0");
    assertThat(plain.bookmarks()).isFalse();
    assertThat(plain.timeout()).isEmpty();
    OfWatch asked =
        (OfWatch)
            plan(ALL, "watch=true&resourceVersion=5&allowWatchBookmarks=true&timeoutSeconds=9");
    assertThat(asked.bookmarks()).isTrue();
    assertThat(asked.timeout()).contains(Duration.ofSeconds(9));
  }

  @Test
  void onlyWholeObjectsAreReadHere() {
    assertThat(plan(NAMESPACED + "/x", "resourceVersion=0")).isInstanceOf(ReadPlan.OfObject.class);
    assertThat(plan(NAMESPACED + "/x", "")).isInstanceOf(ReadPlan.OfObject.class);
    assertThat(plan(NAMESPACED + "/x", "resourceVersion=0&other=x"))
        .isInstanceOf(ReadPlan.Elsewhere.class);
    assertThat(plan(NAMESPACED + "/x/status", "resourceVersion=0"))
        .isInstanceOf(ReadPlan.Elsewhere.class);
    assertThat(ReadPlan.of(RequestInfo.of("DELETE", NAMESPACED + "/x", "")))
        .isInstanceOf(ReadPlan.Elsewhere.class);
  }

  @Test
  void fieldSelectorsOfNameAndNamespaceAreUnderstood() {
    ReadPlan.OfList plan =
        (ReadPlan.OfList)
            plan(
                ALL,
                "resourceVersion=0&fieldSelector=metadata.namespace%3Dteam,metadata.name%3D%3Dx");
    assertThat(plan.selection().namespace()).isEqualTo("team");
    assertThat(plan.selection().name()).isEqualTo("x");
    assertThat(plan(NAMESPACED, "resourceVersion=0&fieldSelector=metadata.namespace%3Dother"))
        .isInstanceOf(ReadPlan.Elsewhere.class);
  }

  private static ReadPlan plan(String path, String query) {
    return ReadPlan.of(RequestInfo.of("GET", path, query));
  }

  private static String text(ReadPlan.Age age) {
    return age.isMostRecent() ? "most recent" : Long.toString(age.least().getAsLong());
  }
}
