package dev.jetway.backend.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.table.TableRequest.Included;
import dev.jetway.backend.table.TableRequest.Version;
import dev.jetway.kube.QueryString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableRequestTest {
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  @Test
  void takesWhatKubectlAsksFor() {
    assertThat(TableRequest.of(TABLE, QueryString.EMPTY))
        .contains(new TableRequest(Version.V1, Included.METADATA));
    assertThat(
            TableRequest.of(
                "application/json;as=Table;g=meta.k8s.io;v=v1beta1",
                QueryString.parse("includeObject=Object")))
        .contains(new TableRequest(Version.V1BETA1, Included.OBJECT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;as=Table;v=v1",
        "application/json;as=Table;v=v2;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
        "application/yaml;as=Table;v=v1;g=meta.k8s.io",
        TABLE + ";q=0.5"
      })
  void leavesTheRestToTheProvider(String clause) {
    assertThat(TableRequest.of(clause, QueryString.EMPTY)).isEmpty();
  }

  @Test
  void leavesAnUnknownInclusionToTheProvider() {
    assertThat(TableRequest.of(TABLE, QueryString.parse("includeObject=all"))).isEmpty();
  }
}
