package dev.jetway.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.apiserver.SampleApis;
import org.junit.jupiter.api.Test;

class AggregatedDiscoveryTest {
  /** What kube-apiserver v1.36.3 says of the same custom resource, but for a second version. */
  private static final String VERSION =
      """
      {"version": "%1$s", "resources": [{"resource": "databases",
        "responseKind": {"group": "example.org", "version": "%1$s", "kind": "Database"},
        "scope": "Namespaced", "singularResource": "database",
        "verbs": ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
        "shortNames": ["db"], "categories": ["claim", "all"],
        "subresources": [
          {"subresource": "status",
           "responseKind": {"group": "example.org", "version": "%1$s", "kind": "Database"},
           "verbs": ["get", "patch", "update"]},
          {"subresource": "scale",
           "responseKind": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
           "verbs": ["get", "patch", "update"]}]}],
       "freshness": "Current"}
      """;

  @Test
  void isWhatKubeApiserverMakesOfTheSameResources() {
    String expected =
        "{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":\"apidiscovery.k8s.io/v2\","
            + "\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"example.org\"},\"versions\":["
            + VERSION.formatted("v1")
            + ","
            + VERSION.formatted("v1beta1")
            + "]}]}";
    assertThat(DiscoveryDocuments.aggregated(SampleApis.catalog(), "v2"))
        .isEqualTo(SampleApis.json(expected));
  }

  @Test
  void tagsFollowTheContent() {
    DiscoveryDocuments one = DiscoveryDocuments.of(SampleApis.catalog());
    DiscoveryDocuments same = DiscoveryDocuments.of(SampleApis.catalog());
    assertThat(one.aggregatedV2().tag()).isEqualTo(same.aggregatedV2().tag());
    assertThat(one.aggregatedV2().tag()).isNotEqualTo(one.aggregatedV2Beta1().tag());
    assertThat(one.aggregatedV2().matches("\"x\", W/" + one.aggregatedV2().entityTag())).isTrue();
    assertThat(one.aggregatedV2().matches("")).isFalse();
  }
}
