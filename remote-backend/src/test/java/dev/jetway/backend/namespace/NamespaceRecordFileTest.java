package dev.jetway.backend.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceRecordFileTest {
  private static final Owner OWNER = new Owner("plane-1", "shop");

  @Test
  void whatIsWrittenIsReadBackWhole() throws IOException {
    NamespaceRecord record =
        new NamespaceRecord(
            OWNER, Coverage.WHOLE, "42", Set.of("shop-a", "shop-b"), Map.of("shop-b", "41"));
    assertThat(NamespaceRecordFile.read(NamespaceRecordFile.write(record))).isEqualTo(record);
  }

  @Test
  void fortyThousandNamesAreWithinTheLimitOfAConfigMap() throws IOException {
    Random random = new Random(1);
    Set<String> names =
        IntStream.range(0, 40_000)
            .mapToObj(i -> "shop-review-" + i + "-" + Long.toString(random.nextLong() >>> 24, 36))
            .collect(Collectors.toSet());
    NamespaceRecord record = new NamespaceRecord(OWNER, Coverage.WHOLE, "1", names, Map.of());
    assertThat(NamespaceRecordFile.write(record).length)
        .isLessThan(ConfigMapNamespaceRecordStore.MAX_BYTES);
  }

  @Test
  void whatIsSomethingElseIsRefused() {
    assertThatThrownBy(() -> NamespaceRecordFile.read(new byte[] {1, 2, 3}))
        .isInstanceOf(IOException.class);
  }
}
