package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
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
        "application/json | application/json | false",
        "*/* | application/json | false",
        "application/* | application/json | false",
        "'' | application/json | false",
        "text/html,*/*;q=0.1 | application/json | false",
        "application/yaml | application/json | true",
        "application/json,application/yaml | application/json,application/json | false",
        "application/json;q=0.5,application/yaml | application/json,application/json | true",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | false",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json | application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json | false",
        "application/cbor,application/json | application/json | false",
        "application/vnd.kubernetes.protobuf,application/json | application/json | false",
        "application/yaml;as=Table;g=meta.k8s.io;v=v1 | application/json;as=Table;v=v1;g=meta.k8s.io | true",
        "application/json;as=Foo;g=meta.k8s.io;v=v1,application/json | application/json | false",
        "APPLICATION/JSON; charset=utf-8 | application/json | false",
        "application/json;q=0,application/yaml | application/json | true"
      })
  void whatIsAcceptedAndCanBeGiven(String accept, String onward, boolean yaml) {
    Representation representation = Representation.of(accept(accept), false);
    assertThat(representation).isEqualTo(new Representation(onward, yaml));
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
    assertThatThrownBy(() -> Representation.of(accept(accept), false))
        .isInstanceOf(StatusException.class)
        .hasMessage(
            "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");
  }

  @Test
  void watchesAreJsonOnly() {
    assertThat(
            Representation.of(
                    accept(
                        "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"),
                    true)
                .accept())
        .isEqualTo("application/json");
    assertThatThrownBy(() -> Representation.of(accept("application/yaml"), true))
        .hasMessage(
            "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(Representation.of(accept("text/html", TABLE, "application/json"), false).accept())
        .isEqualTo(TABLE + ",application/json");
  }

  private static HttpFields accept(String... values) {
    HttpFields.Mutable headers = HttpFields.build();
    Arrays.stream(values).forEach(value -> headers.add("Accept", value));
    return headers;
  }
}
