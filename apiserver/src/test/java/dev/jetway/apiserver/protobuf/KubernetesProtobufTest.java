package dev.jetway.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.TranslatedBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected was written by {@code k8s.io/apimachinery} from the same JSON. */
class KubernetesProtobufTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"object", "least", "list", "status"})
  void bytesAreThoseOfKubernetes(String name) throws IOException {
    assertThat(KubernetesProtobuf.envelope(json(name))).isEqualTo(expected(name));
  }

  @Test
  void aFrameIsTheEventWithItsLength() throws IOException {
    byte[] frame =
        KubernetesProtobuf.frame(
            JSON.createObjectNode().put("type", "ADDED").set("object", json("least")));
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
    byte[] object = expected("least");
    int extension = object.length + 2;
    byte[] head = {10, 5, 'A', 'D', 'D', 'E', 'D', 18, (byte) extension, 10, (byte) object.length};
    byte[] event = new byte[bytes.remaining()];
    bytes.get(event);
    assertThat(event).startsWith(head).endsWith(object).hasSize(head.length + object.length);
  }

  @Test
  void otherKindsHaveNoProtobuf() {
    JsonNode object = JSON.createObjectNode().put("kind", "Database");
    assertThatThrownBy(() -> KubernetesProtobuf.envelope(object))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWatchIsFramedWhereverItsChunksEnd() throws IOException {
    String least = new String(resource("least.json"), StandardCharsets.UTF_8).strip();
    byte[] watch =
        ("{\"type\":\"ADDED\",\"object\":" + least + "}\n")
            .repeat(3)
            .getBytes(StandardCharsets.UTF_8);
    JsonNode event = JSON.createObjectNode().put("type", "ADDED").set("object", json("least"));
    byte[] frame = KubernetesProtobuf.frame(event);
    ByteBuffer expected = ByteBuffer.allocate(3 * frame.length);
    expected.put(frame).put(frame).put(frame);
    for (int cut = 0; cut < watch.length; cut++) {
      Content.Source source =
          translated(
              ByteBuffer.wrap(watch, 0, cut), ByteBuffer.wrap(watch, cut, watch.length - cut));
      byte[] framed = Content.Source.asInputStream(source).readAllBytes();
      assertThat(framed).isEqualTo(expected.array());
    }
  }

  @Test
  void aWatchEventHasALimit() {
    byte[] endless = new byte[5 << 20];
    Arrays.fill(endless, (byte) 'x');
    Content.Source watch = translated(ByteBuffer.wrap(endless));
    assertThatThrownBy(() -> Content.Source.asInputStream(watch).readAllBytes())
        .hasMessageContaining("larger than 4194304 bytes");
  }

  private static Content.Source translated(ByteBuffer... chunks) {
    return new TranslatedBody(new ByteBufferContentSource(chunks), new ProtobufWatch());
  }

  private static JsonNode json(String name) throws IOException {
    return JSON.readTree(resource(name + ".json"));
  }

  private static byte[] expected(String name) throws IOException {
    return Base64.getMimeDecoder().decode(resource(name + ".base64"));
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            KubernetesProtobufTest.class.getResourceAsStream("/protobuf/" + file))) {
      return in.readAllBytes();
    }
  }
}
