package dev.jetway.apiserver.request;

import dev.jetway.apiserver.answer.AcceptClause;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * In which form a caller wants the answer, by the rules for custom resources: JSON or YAML, each as
 * the object, as a Table or as partial metadata.
 *
 * <p>Protobuf, which custom resources speak for partial metadata only, is left out: what goes over
 * in it could not be rewritten on its way, and every client that asks for it offers JSON as well.
 * YAML is answered with JSON, which is YAML.
 *
 * @param accept the Accept header to send on: JSON clauses, best first
 * @param yaml whether the best clause is YAML
 */
record Representation(String accept, boolean yaml) {
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String META_GROUP = "meta.k8s.io";
  private static final Set<String> TRANSFORMS =
      Set.of("Table", "PartialObjectMetadata", "PartialObjectMetadataList");
  private static final Set<String> META_VERSIONS = Set.of("v1", "v1beta1");

  static final Representation PLAIN = new Representation(JSON, false);

  /**
   * What a request's Accept headers ask for.
   *
   * @param watch whether a stream of events is asked for, which there is in JSON only
   * @throws StatusException 406 if nothing of it can be given
   */
  static Representation of(HttpFields headers, boolean watch) {
    List<String> values = headers.getValuesList(HttpHeader.ACCEPT);
    if (values.isEmpty() || (values.size() == 1 && isPlain(values.getFirst()))) {
      return PLAIN;
    }
    List<String> accepted = new ArrayList<>();
    boolean yamlFirst = false;
    for (AcceptClause clause : AcceptClause.parse(values)) {
      boolean yaml = clause.type().equals(YAML);
      if ((isJson(clause.type()) || (yaml && !watch)) && isServed(clause.parameters())) {
        yamlFirst |= yaml && accepted.isEmpty();
        accepted.add(JSON + transform(clause.parameters()));
      }
    }
    if (accepted.isEmpty()) {
      throw new StatusException(
          Status.of(
              406,
              "only the following media types are accepted: "
                  + (watch
                      ? JSON + ";stream=watch, " + PROTOBUF + ";stream=watch"
                      : JSON + ", " + YAML + ", " + PROTOBUF)));
    }
    return new Representation(String.join(",", accepted), yamlFirst);
  }

  private static boolean isPlain(String accept) {
    return accept.isEmpty() || accept.equals(JSON) || accept.equals("*/*");
  }

  private static boolean isJson(String type) {
    return type.equals(JSON) || type.equals("*/*") || type.equals("application/*");
  }

  private static boolean isServed(Map<String, String> parameters) {
    String stream = parameters.getOrDefault("stream", "");
    boolean transformed =
        parameters.containsKey("as") || parameters.containsKey("g") || parameters.containsKey("v");
    boolean known =
        TRANSFORMS.contains(parameters.getOrDefault("as", ""))
            && META_GROUP.equals(parameters.get("g"))
            && META_VERSIONS.contains(parameters.getOrDefault("v", ""));
    return (stream.isEmpty() || stream.equals("watch"))
        && parameters.getOrDefault("sv", "").isEmpty()
        && (!transformed || known);
  }

  private static String transform(Map<String, String> parameters) {
    String as = parameters.get("as");
    return as == null
        ? ""
        : ";as=%s;v=%s;g=%s".formatted(as, parameters.get("v"), parameters.get("g"));
  }
}
