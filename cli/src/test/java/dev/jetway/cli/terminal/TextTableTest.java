package dev.jetway.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table = new TextTable("NAME", "STATUS", "MESSAGE");
    assertThat(table.isEmpty()).isTrue();
    table.row("production", "Ready", "");
    table.row("x", "TokenRejected", "connect again");
    assertThat(table.lines())
        .containsExactly(
            "NAME         STATUS          MESSAGE",
            "production   Ready",
            "x            TokenRejected   connect again");
  }

  @Test
  void aRowHasACellForEachHeading() {
    TextTable table = new TextTable("NAME", "STATUS");
    assertThatThrownBy(() -> table.row("one")).hasMessage("a row needs 2 cells, has 1");
  }
}
