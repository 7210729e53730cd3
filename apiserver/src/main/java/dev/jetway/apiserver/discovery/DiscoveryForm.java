package dev.jetway.apiserver.discovery;

import dev.jetway.apiserver.answer.AcceptClause;
import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.List;
import java.util.Map;

/** The forms in which {@code /apis} can be had. */
enum DiscoveryForm {
  AGGREGATED_V2(AggregatedDiscovery.MEDIA_TYPE),
  AGGREGATED_V2BETA1("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"),
  PLAIN("application/json");

  private final String contentType;

  DiscoveryForm(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The best form that is accepted.
   *
   * @param aggregated whether the aggregated forms can be given; if not, the plain one is given to
   *     who asks for them
   * @throws StatusException 406 if none is accepted
   */
  static DiscoveryForm of(List<String> accept, boolean aggregated) {
    if (accept.isEmpty()) {
      return PLAIN;
    }
    for (AcceptClause clause : AcceptClause.parse(accept)) {
      if (isJson(clause.type())) {
        Map<String, String> parameters = clause.parameters();
        if (!parameters.containsKey("as")) {
          return PLAIN;
        }
        if ("APIGroupDiscoveryList".equals(parameters.get("as"))
            && "apidiscovery.k8s.io".equals(parameters.get("g"))) {
          switch (parameters.getOrDefault("v", "")) {
            case "v2" -> {
              return aggregated ? AGGREGATED_V2 : PLAIN;
            }
            case "v2beta1" -> {
              return aggregated ? AGGREGATED_V2BETA1 : PLAIN;
            }
            default -> {
              // a version that is not known
            }
          }
        }
      }
    }
    throw notAcceptable();
  }

  /**
   * Passes if plain JSON is accepted.
   *
   * @throws StatusException 406 if not
   */
  static void requireJson(List<String> accept) {
    boolean accepted =
        accept.isEmpty()
            || AcceptClause.parse(accept).stream().anyMatch(clause -> isJson(clause.type()));
    if (!accepted) {
      throw notAcceptable();
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.equals("application/*") || type.equals("*/*");
  }

  private static StatusException notAcceptable() {
    return new StatusException(
        Status.of(406, "only the following media types are accepted: application/json"));
  }
}
