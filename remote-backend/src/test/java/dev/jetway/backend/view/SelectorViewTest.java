package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.ALL;
import static dev.jetway.backend.view.Views.TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.QueryString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorViewTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.namespace=team | metadata.namespace=c1-team",
        "metadata.namespace==team | metadata.namespace==c1-team",
        "metadata.namespace!=team,metadata.name=a | metadata.namespace!=c1-team,metadata.name=a",
        "spec.x=a\\,metadata.namespace\\=team,,metadata.namespace=b | spec.x=a\\,metadata.namespace\\=team,,metadata.namespace=c1-b",
        "metadata.namespace= | metadata.namespace=",
        "metadata.namespaces=a | metadata.namespaces=a",
        "metadata.namespace | metadata.namespace",
        "metadata.namespace=a=b | metadata.namespace=a=b",
        "metadata.namespace=a\\,b | metadata.namespace=a\\,b",
      })
  void namespacesInFieldSelectorsAreTheProviders(String consumer, String provider) {
    QueryString query = QueryString.EMPTY.with("fieldSelector", consumer).with("limit", "5");
    assertThat(SelectorView.toProvider(query, TEAM))
        .isEqualTo(query.with("fieldSelector", provider));
  }

  @Test
  void allNamespacesAreLimitedToTheClustersOwn() {
    assertThat(SelectorView.toProvider(QueryString.EMPTY, ALL).first("labelSelector"))
        .contains("connect.jetway.dev/cluster=c1");
    QueryString two = QueryString.parse("labelSelector=app+in+(a,b)&labelSelector=x");
    assertThat(SelectorView.toProvider(two, ALL).encode())
        .isEqualTo("labelSelector=connect.jetway.dev%2Fcluster%3Dc1%2Capp+in+%28a%2Cb%29");
    assertThat(SelectorView.toProvider(two, TEAM)).isEqualTo(two);
  }
}
