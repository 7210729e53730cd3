package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
  private static final Map<String, String> LABELS =
      Map.of("app", "shop", "tier", "", "example.org/team", "A.1", "number", "12");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=shop | true",
        "app==shop | true",
        "app = shop | true",
        "app=other | false",
        "app!=shop | false",
        "app!=other | true",
        "missing!=x | true",
        "missing=x | false",
        "tier= | true",
        "app= | false",
        "app | true",
        "missing | false",
        "!missing | true",
        "! missing | true",
        "!app | false",
        "app in (shop, other) | true",
        "app in (other) | false",
        "app in () | false",
        "tier in () | true",
        "tier in (,x) | true",
        "app notin (shop) | false",
        "app notin (other,third) | true",
        "missing notin (x) | true",
        "example.org/team=A.1 | true",
        "example.org/team=A.1,app=shop,!missing | true",
        "example.org/team=A.1,app=other | false",
        "app in (shop),tier | true"
      })
  void selectsAsKubernetesDoes(String selector, boolean selected) {
    assertThat(LabelSelector.parse(selector).orElseThrow().matches(LABELS)).isEqualTo(selected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "number>5",
        "number<5",
        "app=sh op",
        "app=shop,",
        ",app",
        "app in shop",
        "app in (shop",
        "in (x)",
        "=x",
        "app=-x",
        "-app",
        "UPPER.org/x=y",
        "a/b/c",
        "!app=x",
        "connect.jetway.dev/managed",
        "app=shop,connect.jetway.dev/cluster=c"
      })
  void leavesTheRestToTheProvider(String selector) {
    assertThat(LabelSelector.parse(selector)).isEmpty();
  }

  @Test
  void nothingSelectsEverything() {
    assertThat(LabelSelector.parse("").orElseThrow().isEverything()).isTrue();
    assertThat(LabelSelector.EVERYTHING.matches(Map.of())).isTrue();
  }
}
