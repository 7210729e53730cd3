package dev.jetway.backend.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.PrinterColumn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastKnownArchiveTest {
  @Test
  void whatIsWrittenIsReadBackWhole() throws IOException {
    ApiVersion version =
        new ApiVersion(
            "example.org",
            "v1",
            JsonNodeFactory.instance.objectNode().put("kind", "APIResourceList"),
            Map.of(
                "things",
                List.of(new PrinterColumn("Ready", "string", "", "is it", 1, ".status.ready")),
                "others",
                List.of()),
            document("{\"openapi\":\"3.0.0\"}", "3"));
    for (NamespaceMode mode :
        List.of(new NamespaceMode.PerNamespace(), new NamespaceMode.Single("apps", "uid"))) {
      LastKnown lastKnown =
          new LastKnown(
              "shop",
              "control-plane-1",
              mode,
              new ApiCatalog(List.of(version), document("{\"swagger\":\"2.0\"}", "2")));

      assertThat(LastKnownArchive.read(LastKnownArchive.write(lastKnown))).isEqualTo(lastKnown);
    }
  }

  private static Document document(String json, String hash) {
    return new Document(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), hash);
  }
}
