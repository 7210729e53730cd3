package dev.jetway.tunnel.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.PrinterColumn;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomResourceTest {
  @Test
  void keepsThePrinterColumnsOfEachServedVersion() throws IOException {
    ObjectNode definition =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    """
                    {"spec": {"group": "example.org", "names": {"plural": "things"}, "versions": [
                       {"name": "v1", "served": true, "schema": {"openAPIV3Schema": {}},
                        "additionalPrinterColumns": [
                          {"name": "Ready", "type": "string", "jsonPath": ".status.ready"},
                          {"name": "Size", "type": "integer", "format": "int32", "priority": 1,
                           "description": "how large", "jsonPath": ".spec.size"}]},
                       {"name": "v1beta1", "served": true},
                       {"name": "v1alpha1", "served": false}]}}
                    """);

    ObjectNode trimmed = CustomResource.trim(definition);

    assertThat(CustomResource.of(trimmed).servedVersions())
        .isEqualTo(
            Map.of(
                "v1",
                List.of(
                    new PrinterColumn("Ready", "string", "", "", 0, ".status.ready"),
                    new PrinterColumn("Size", "integer", "int32", "how large", 1, ".spec.size")),
                "v1beta1",
                List.of()));
    assertThat(trimmed.toString()).doesNotContain("schema");
  }
}
