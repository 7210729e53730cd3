package dev.jetway.backend.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TypedMetadataTest {
  @Test
  void membersComeInTheOrderOfKubernetesTypes() {
    assertThat(
            written(
                """
                {"annotations":{"b":"}","a":"1"},"creationTimestamp":"t","finalizers":["x"], "labels":{"z":"1"},
                 "managedFields":[{"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:a":{}},"manager":"m","operation":"Apply","subresource":"status","time":"t"} ,
                 {"manager":"n"}],"name":"x","namespace":"a","ownerReferences":[{"apiVersion":"v1","blockOwnerDeletion":true,"controller":true,"kind":"K","name":"o","uid":"u"}],
                 "resourceVersion":"5","uid":"id"}\
                """))
        .isEqualTo(
            "{\"name\":\"x\",\"namespace\":\"a\",\"uid\":\"id\",\"resourceVersion\":\"5\",\"creationTimestamp\":\"t\","
                + "\"labels\":{\"z\":\"1\"},\"annotations\":{\"b\":\"}\",\"a\":\"1\"},"
                + "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"K\",\"name\":\"o\",\"uid\":\"u\",\"controller\":true,\"blockOwnerDeletion\":true}],"
                + "\"finalizers\":[\"x\"],"
                + "\"managedFields\":[{\"manager\":\"m\",\"operation\":\"Apply\",\"apiVersion\":\"v1\",\"time\":\"t\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:a\":{}},\"subresource\":\"status\"},"
                + "{\"manager\":\"n\"}]}");
  }

  @Test
  void whatIsEmptyStaysEmpty() {
    assertThat(written("{}")).isEqualTo("{}");
    assertThat(written("{\"managedFields\":[ ],\"name\":\"x\",\"ownerReferences\":null}"))
        .isEqualTo("{\"name\":\"x\",\"ownerReferences\":null,\"managedFields\":[]}");
  }

  private static String written(String metadata) {
    ByteSink out = new ByteSink(16);
    TypedMetadata.write(metadata.getBytes(StandardCharsets.UTF_8), 0, out);
    return new String(out.toArray(), StandardCharsets.UTF_8);
  }
}
