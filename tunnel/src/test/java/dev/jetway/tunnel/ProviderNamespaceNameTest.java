package dev.jetway.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProviderNamespaceNameTest {
  @Test
  void joinsClusterAndNamespace() {
    assertThat(ProviderNamespaceName.of("prod", "team-a")).isEqualTo("prod-team-a");
  }

  @Test
  void keepsExactly63Characters() {
    String namespace = "n".repeat(58);

    assertThat(ProviderNamespaceName.of("prod", namespace)).isEqualTo("prod-" + namespace);
  }

  @Test
  void shortensLongerOnesTo63CharactersWithAHashOfTheWhole() {
    String name = ProviderNamespaceName.of("prod", "n".repeat(59));

    assertThat(name).hasSize(63).startsWith("prod-nnn").matches(".{52}-[0-9a-f]{10}");
    assertThat(ProviderNamespaceName.of("prod", "n".repeat(60))).isNotEqualTo(name);
  }
}
