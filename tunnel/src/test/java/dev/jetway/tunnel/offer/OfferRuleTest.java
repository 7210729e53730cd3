package dev.jetway.tunnel.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferRuleTest {
  private static final OfferRule DEFAULT = OfferRule.parse(OfferRule.DEFAULT_SELECTOR, true);

  @Test
  void offersLabelledAndClaimApis() {
    assertThat(DEFAULT.offers(definition("bindable: 'true'", "", "Namespaced", "True"))).isTrue();
    assertThat(DEFAULT.offers(definition("bindable: 'false'", "", "Namespaced", "True"))).isFalse();
    assertThat(DEFAULT.offers(definition("", "claim", "Namespaced", "True"))).isTrue();
    assertThat(DEFAULT.offers(definition("", "", "Namespaced", "True"))).isFalse();
  }

  @Test
  void claimsCanBeSwitchedOff() {
    OfferRule rule = OfferRule.parse(OfferRule.DEFAULT_SELECTOR, false);

    assertThat(rule.offers(definition("", "claim", "Namespaced", "True"))).isFalse();
  }

  @Test
  void offersNothingClusterScopedOrNotEstablished() {
    assertThat(DEFAULT.offers(definition("bindable: 'true'", "", "Cluster", "True"))).isFalse();
    assertThat(DEFAULT.offers(definition("bindable: 'true'", "", "Namespaced", "False"))).isFalse();
  }

  @Test
  void allLabelsOfTheSelectorMustBeThere() {
    OfferRule rule = OfferRule.parse("connect.jetway.dev/bindable=true,other", true);

    assertThat(rule.offers(definition("bindable: 'true'", "", "Namespaced", "True"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b,", "a!=b", "a in (b)", "!a", "=b"})
  void refusesSelectorsThatItDoesNotUnderstand(String selector) {
    assertThatThrownBy(() -> OfferRule.parse(selector, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CustomResource definition(
      String label, String category, String scope, String established) {
    try {
      String json =
          """
          {"metadata": {"name": "things.example.org", "labels": {%s}},
           "spec": {"group": "example.org", "scope": "%s",
                    "names": {"plural": "things", "categories": ["%s"]},
                    "versions": [{"name": "v1", "served": true}, {"name": "v0", "served": false}]},
           "status": {"conditions": [{"type": "Established", "status": "%s"}]}}
          """
              .formatted(
                  label.isEmpty()
                      ? ""
                      : "\"connect.jetway.dev/" + label.replace(": '", "\": \"").replace("'", "\""),
                  scope,
                  category,
                  established);
      return CustomResource.of(CustomResource.trim((ObjectNode) new ObjectMapper().readTree(json)));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
