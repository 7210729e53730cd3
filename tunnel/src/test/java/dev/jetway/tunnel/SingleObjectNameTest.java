package dev.jetway.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleObjectNameTest {
  @Test
  void isThePrefixAndSixteenDigitsOfTheHash() {
    // printf 'orders-x-team-x-uid' | sha256sum
    assertThat(SingleObjectName.of("claim", "team", "orders", "uid"))
        .isEqualTo("claim-" + Sha256.hex("orders-x-team-x-uid").substring(0, 16))
        .matches("claim-[0-9a-f]{16}");
    assertThat(SingleObjectName.of("nxr", "team", "orders", "uid")).startsWith("nxr-");
  }

  @Test
  void isOfOneObjectOfOneCluster() {
    String name = SingleObjectName.of("nxr", "team", "orders", "uid");
    assertThat(SingleObjectName.isOf(name, "team", "orders", "uid")).isTrue();
    assertThat(SingleObjectName.isOf(name, "team", "orders", "other")).isFalse();
    assertThat(SingleObjectName.isOf(name, "team", "order", "uid")).isFalse();
    assertThat(SingleObjectName.isOf(name.replace("nxr", "xyz"), "team", "orders", "uid"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b-c", "0", "a-x-b"})
  void namesOfObjects(String name) {
    assertThat(SingleObjectName.isPossible(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a_b", ".a", "a.", "a..b", "-a", "a-", "a:b", "ä"})
  void whatIsNoName(String name) {
    assertThat(SingleObjectName.isPossible(name)).isFalse();
    assertThat(SingleObjectName.isPossible("a".repeat(253))).isTrue();
    assertThat(SingleObjectName.isPossible("a".repeat(254))).isFalse();
  }
}
