package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.apiserver.request.Representation.Encoding;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.Verb;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentationTest {
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json | JSON",
        "*/* | application/json | JSON",
        "application/* | application/json | JSON",
        "'' | application/json | JSON",
        "text/html,*/*;q=0.1 | application/json | JSON",
        "application/yaml | application/json | YAML",
        "application/json,application/yaml | application/json | JSON",
        "application/json;q=0.5,application/yaml | application/json | YAML",
        "application/json;pretty=1 | application/json;pretty=1 | JSON",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | application/json;as=Table;v=v1;g=meta.k8s.io | JSON",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json | application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io | PROTOBUF",
        "application/cbor,application/json | application/json | JSON",
        "application/vnd.kubernetes.protobuf,application/json | application/json | JSON",
        "application/yaml;as=Table;g=meta.k8s.io;v=v1 | application/json;as=Table;v=v1;g=meta.k8s.io | YAML",
        "application/json;as=Foo;g=meta.k8s.io;v=v1,application/json | application/json | JSON",
        "APPLICATION/JSON; charset=utf-8 | application/json | JSON",
        "application/json;q=0,application/yaml | application/json | YAML"
      })
  void whatIsAcceptedAndCanBeGiven(String accept, String onward, Encoding encoding) {
    Representation representation = Representation.of(accept(accept), "", Verb.GET);
    assertThat(representation.accept()).isEqualTo(onward);
    assertThat(representation.encoding()).isEqualTo(encoding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json | JSON",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json | PROTOBUF",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1 | PROTOBUF"
      })
  void listsAreProtobufOnlyForWhoAcceptsNoMetadataInJson(String accept, Encoding encoding) {
    Representation representation = Representation.of(accept(accept), "", Verb.LIST);
    assertThat(representation.accept())
        .isEqualTo("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
    assertThat(representation.encoding()).isEqualTo(encoding);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.kubernetes.protobuf",
        "application/cbor",
        "text/html",
        "garbage",
        "application/json;as=Foo;g=meta.k8s.io;v=v1",
        "application/json;as=Table;g=other;v=v1",
        "application/json;as=Table;g=meta.k8s.io;v=v2",
        "application/json;sv=v1",
        "application/json;stream=other"
      })
  void whatCannotBeGiven(String accept) {
    assertThatThrownBy(() -> Representation.of(accept(accept), "", Verb.GET))
        .isInstanceOf(StatusException.class)
        .hasMessage(
            "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");
  }

  @Test
  void watchesAreJsonOrProtobuf() {
    Representation json =
        Representation.of(accept("application/json;stream=watch"), "", Verb.WATCH);
    assertThat(json.contentType(true)).isEqualTo("application/json");
    Representation protobuf =
        Representation.of(
            accept(
                "application/vnd.kubernetes.protobuf;stream=watch;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"),
            "",
            Verb.WATCH);
    assertThat(protobuf.contentType(true))
        .isEqualTo("application/vnd.kubernetes.protobuf;stream=watch");
    assertThatThrownBy(() -> Representation.of(accept("application/yaml"), "", Verb.WATCH))
        .hasMessage(
            "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
  }

  @Test
  void severalHeadersAreOneList() {
    HttpFields headers = accept("text/html", TABLE, "application/json");
    assertThat(Representation.of(headers, "", Verb.GET).accept()).isEqualTo(TABLE);
  }

  private static HttpFields accept(String... values) {
    HttpFields.Mutable headers = HttpFields.build();
    Arrays.stream(values).forEach(value -> headers.add("Accept", value));
    return headers;
  }
}
