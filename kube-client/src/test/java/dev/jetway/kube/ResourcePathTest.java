package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcePathTest {
  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        // path, group, version, namespace, resource, name, subresource
        "/apis/g.io/v1/things, g.io, v1, '', things, '', ''",
        "/apis/g.io/v1/things/x, g.io, v1, '', things, x, ''",
        "/apis/g.io/v1/things/x/status, g.io, v1, '', things, x, status",
        "/apis/g.io/v1/namespaces/a/things, g.io, v1, a, things, '', ''",
        "/apis/g.io/v1/namespaces/a/things/x, g.io, v1, a, things, x, ''",
        "/apis/g.io/v1/namespaces/a/things/x/scale, g.io, v1, a, things, x, scale",
        "/api/v1/pods, '', v1, '', pods, '', ''",
        "/api/v1/nodes/n/status, '', v1, '', nodes, n, status",
        "/api/v1/namespaces, '', v1, '', namespaces, '', ''",
        "/api/v1/namespaces/a, '', v1, '', namespaces, a, ''",
        "/api/v1/namespaces/a/status, '', v1, '', namespaces, a, status",
        "/api/v1/namespaces/a/finalize, '', v1, '', namespaces, a, finalize",
        "/api/v1/namespaces/a/pods/p/log, '', v1, a, pods, p, log",
        "/apis/g.io/v1/namespaces/a/status, g.io, v1, '', namespaces, a, status",
        "/apis/g.io/v1/watch/things, g.io, v1, '', things, '', ''",
        "/apis/g.io/v1/watch/namespaces/a/things/x, g.io, v1, a, things, x, ''",
        "/api/v1/watch/namespaces/a, '', v1, '', namespaces, a, ''",
        "/apis/g.io/v1/things/watch, g.io, v1, '', things, watch, ''",
        "/apis/g.io/v1/namespaces/a/watch/x, g.io, v1, a, watch, x, ''",
        "/apis/g.io/v1/namespaces/namespaces/namespaces/x, g.io, v1, namespaces, namespaces, x, ''",
        "/apis/g.io/v1/things/system:x@y~z, g.io, v1, '', things, system:x@y~z, ''",
      })
  void resourcesAreTakenApart(
      String path,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource) {
    assertThat(ResourcePath.parse(path))
        .isEqualTo(new ResourcePath(group, version, namespace, resource, name, subresource));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/g.io/v1/namespaces/a/things/../../b/things/x",
        "/apis/g.io/v1/namespaces/./things",
        "/apis/g.io/v1/namespaces/a/things/..",
        "/apis/g.io/v1//things",
        "/apis/g.io/v1/things/",
        "//apis/g.io/v1/things",
        "/",
        "",
        "apis/g.io/v1/things",
        "/apis/g.io/v1/things/a%2Fb",
        "/apis/g.io/v1/namespaces/%2e%2e/things",
        "/apis/g.io/v1/things/a%00b",
        "/apis/g.io/v1/things/a\\b",
        "/apis/g.io/v1/things;v=1/a",
        "/apis/g.io/v1/things/a b",
        "/apis/g.io/v1/things/a\tb",
        "/apis/g.io/v1/things/a\u0000",
        "/apis/g.io/v1/things/ä",
        "/apis/g.io/v1/things/a?watch=true",
        "/apis/g.io/v1/things/a#b",
        "/apis/g.io/v1/things/\"a\"",
        "/apis/g.io/v1/things/a|b",
      })
  void whatIsNotMadeOfPlainSegmentsIsABadRequest(String path) {
    refused(path, 400);
  }

  @Test
  void aVeryLongPathIsABadRequest() {
    refused("/apis/g.io/v1/things/" + "x".repeat(ResourcePath.MAX_LENGTH), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis",
        "/apis/g.io",
        "/apis/g.io/v1",
        "/api",
        "/api/v1",
        "/version",
        "/openapi/v3/apis/g.io/v1",
        "/apis/g.io/v1/watch",
        "/api/v1/watch",
        "/api/v1/proxy/namespaces/a/pods/p",
        "/apis/g.io/v1/things/x/proxy/further",
        "/api/v1/namespaces/a/status/x",
        "/apis/g.io/v1/namespaces/a/things/x/status/y",
      })
  void whatNamesNoResourceIsNotFound(String path) {
    refused(path, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/g.io/v1/namespaces/a/things/x/status",
        "/api/v1/namespaces/a",
        "/api/v1/namespaces/a/finalize",
        "/apis/g.io/v1/things",
      })
  void thePathIsBuiltFromTheTokensAgain(String path) {
    assertThat(ResourcePath.parse(path).toPath()).isEqualTo(path);
  }

  @Test
  void aPathMovesToAnotherNamespace() {
    ResourcePath path = ResourcePath.parse("/apis/g.io/v1/namespaces/a/things/x");
    assertThat(path.inNamespace("b").toPath()).isEqualTo("/apis/g.io/v1/namespaces/b/things/x");
    assertThat(path.inNamespace("").toPath()).isEqualTo("/apis/g.io/v1/things/x");
  }

  private static void refused(String path, int code) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> ResourcePath.parse(path))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(code));
  }
}
