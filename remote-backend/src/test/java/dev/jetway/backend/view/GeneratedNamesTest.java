package dev.jetway.backend.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GeneratedNamesTest {
  private final GeneratedNames names = new GeneratedNames(new Random(7));

  @Test
  void endInFiveCharactersThatSpellNoWords() {
    for (int i = 0; i < 200; i++) {
      assertThat(names.apply("db-")).matches("db-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }
    assertThat(names.apply("db-")).isNotEqualTo(names.apply("db-"));
  }

  @Test
  void areAtMost63CharactersLong() {
    assertThat(names.apply("n".repeat(100))).hasSize(63).startsWith("n".repeat(58));
  }
}
