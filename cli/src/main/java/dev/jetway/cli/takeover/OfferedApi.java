package dev.jetway.cli.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.cli.cluster.PagedList;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.ArrayList;
import java.util.List;

/**
 * An API that a control plane offers.
 *
 * @param resource {@code plural.group}
 * @param root the path of its group/version
 * @param prefix what the names of its objects begin with, all being in one namespace
 */
record OfferedApi(String resource, String root, String prefix) {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  /** Those of a control plane, by name. */
  static List<OfferedApi> all(ApiServerClient client, OfferRule rule) {
    List<OfferedApi> apis = new ArrayList<>();
    PagedList.forEach(
        client,
        CRDS,
        "",
        crd -> {
          if (rule.offers(crd)) {
            apis.add(of(crd));
          }
        });
    return List.copyOf(apis);
  }

  private static OfferedApi of(JsonNode crd) {
    return new OfferedApi(
        crd.at("/metadata/name").asText(),
        "/apis/" + crd.at("/spec/group").asText() + "/" + version(crd.at("/spec/versions")),
        OfferRule.isClaim(crd) ? SingleObjectName.CLAIM : SingleObjectName.COMPOSITE);
  }

  /** The stored one needs no conversion; but it may be one that is not served. */
  private static String version(JsonNode versions) {
    String served = "";
    for (JsonNode version : versions) {
      if (version.path("served").asBoolean()) {
        if (version.path("storage").asBoolean()) {
          return version.path("name").asText();
        }
        served = version.path("name").asText();
      }
    }
    return served;
  }

  /** The path of its objects in a namespace. */
  String collection(String namespace) {
    return root + "/namespaces/" + namespace + "/" + resource.substring(0, resource.indexOf('.'));
  }
}
