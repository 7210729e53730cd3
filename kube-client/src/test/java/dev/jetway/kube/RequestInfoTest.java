package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInfoTest {
  private static final String THINGS = "/apis/g.io/v1/namespaces/a/things";

  @ParameterizedTest
  @CsvSource({
    "GET, /x, '', GET",
    "HEAD, /x, '', GET",
    "GET, '', '', LIST",
    "HEAD, '', '', LIST",
    "GET, '', watch=true, WATCH",
    "GET, '', watch=1, WATCH",
    "GET, '', watch=, WATCH",
    "GET, '', watch, WATCH",
    "GET, '', watch=yes&watch=false, WATCH",
    "GET, '', watch=0, LIST",
    "GET, '', watch=False, LIST",
    "HEAD, '', watch=1, WATCH",
    "GET, /x, watch=true, GET",
    "GET, /x/status, '', GET",
    "POST, '', '', CREATE",
    "POST, /x/eviction, '', CREATE",
    "PUT, /x, '', UPDATE",
    "PUT, /x/scale, '', UPDATE",
    "PATCH, /x, '', PATCH",
    "DELETE, /x, '', DELETE",
    "DELETE, '', '', DELETE_COLLECTION",
    "DELETE, '', fieldSelector=metadata.name%3Dx, DELETE_COLLECTION",
  })
  void verbsFollowFromMethodPathAndQuery(String method, String tail, String query, Verb verb) {
    assertThat(RequestInfo.of(method, THINGS + tail, query).verb()).isEqualTo(verb);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "CONNECT", "TRACE", "get", ""})
  void otherMethodsAreNotAllowed(String method) {
    notAllowed(method, THINGS);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, metadata.name=x, x",
    "GET, metadata.name==x, x",
    "GET, 'metadata.namespace=a,metadata.name=x', x",
    "GET, 'metadata.name=x,status.phase!=Gone', x",
    "GET, ',metadata.name=x,', x",
    "GET, metadata.name!=x, ''",
    "GET, metadata.names=x, ''",
    "GET, xmetadata.name=x, ''",
    "GET, metadata.name=, ''",
    "GET, metadata.name=.., ''",
    "GET, metadata.name=a/b, ''",
    "GET, 'metadata.name=x,garbage', ''",
    "GET, metadata.name=x=y, ''",
    "GET, 'metadata.name=x\\,metadata.name', 'x,metadata.name'",
    "GET, metadata.name=x\\q, ''",
    "GET, 'metadata.name=b,metadata.name=a', a",
    "GET, '', ''",
    "DELETE, metadata.name=x, ''",
    "POST, metadata.name=x, ''",
  })
  void aFieldSelectorThatPinsTheNameNarrowsWhatIsAuthorized(
      String method, String selector, String name) {
    String query = QueryString.EMPTY.with("fieldSelector", selector).encode();
    assertThat(RequestInfo.of(method, THINGS, query).authorizedName()).isEqualTo(name);
    assertThat(RequestInfo.of("GET", THINGS + "/n", query).authorizedName()).isEqualTo("n");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/a, a",
    "/api/v1/namespaces/a/finalize, a",
    "/api/v1/namespaces, ''",
    "/api/v1/namespaces/a/pods, a",
    "/api/v1/pods, ''",
    "/api/v1/nodes/n, ''",
  })
  void aNamespaceIsInItselfForAuthorization(String path, String namespace) {
    assertThat(RequestInfo.of("GET", path, "").authorizedNamespace()).isEqualTo(namespace);
  }

  @Test
  void theLegacyWatchOfACollectionBecomesTodays() {
    RequestInfo info =
        RequestInfo.of("GET", "/apis/g.io/v1/watch/namespaces/a/things", "watch=0&labelSelector=l");
    assertThat(info.verb()).isEqualTo(Verb.WATCH);
    assertThat(info.path().toPath()).isEqualTo(THINGS);
    assertThat(info.query().encode()).isEqualTo("watch=true&labelSelector=l");
  }

  @Test
  void theLegacyWatchOfAnObjectBecomesOneWithASelector() {
    RequestInfo info =
        RequestInfo.of(
            "GET", "/apis/g.io/v1/watch/namespaces/a/things/x", "fieldSelector=metadata.name%3Dy");
    assertThat(info.verb()).isEqualTo(Verb.WATCH);
    assertThat(info.path().toPath()).isEqualTo(THINGS);
    assertThat(info.query().first("fieldSelector")).contains("metadata.name=x");
    assertThat(info.authorizedName()).isEqualTo("x");
  }

  @Test
  void theLegacyWatchIsForReadingOnly() {
    notAllowed("DELETE", "/apis/g.io/v1/watch/things");
    notAllowed("POST", "/apis/g.io/v1/watch/things");
  }

  @Test
  void aResourceMayBeCalledLikeTheLegacyPrefixInsideANamespace() {
    RequestInfo info = RequestInfo.of("GET", "/apis/g.io/v1/namespaces/a/watch/x", "");
    assertThat(info.verb()).isEqualTo(Verb.GET);
    assertThat(info.path().resource()).isEqualTo("watch");
  }

  @Test
  void dryRunIsSeen() {
    assertThat(RequestInfo.of("POST", THINGS, "dryRun=All").dryRun()).isTrue();
    assertThat(RequestInfo.of("POST", THINGS, "").dryRun()).isFalse();
  }

  private static void notAllowed(String method, String path) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> RequestInfo.of(method, path, ""))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(405));
  }
}
