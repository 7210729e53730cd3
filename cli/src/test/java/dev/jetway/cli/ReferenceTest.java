package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private static final Path FILE = Path.of("../docs/reference.md");

  @Test
  void thePageTellsEverySetting() throws IOException {
    String page = Reference.page();
    if (System.getProperty("golden.write") != null) {
      Files.writeString(FILE, page);
    }
    assertThat(Files.readString(FILE))
        .as("docs/reference.md is old: -Dgolden.write writes it again")
        .isEqualTo(page);
    assertThat(page)
        .contains("| `--stale-reads` `serve\\|refuse` | `serve` |")
        .contains("## jetway install gateway")
        .doesNotContain("__complete");
  }
}
