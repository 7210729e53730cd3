package dev.jetway.apiserver.request;

import dev.jetway.apiserver.answer.AcceptClause;
import dev.jetway.apiserver.answer.StatusForm;
import dev.jetway.apiserver.protobuf.KubernetesProtobuf;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.Verb;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * In which form a caller wants the answer, by the rules for custom resources: JSON or YAML, each as
 * the object, as a Table or as partial metadata, and protobuf for partial metadata alone. The first
 * clause that can be fulfilled decides.
 *
 * <p>The control plane is always asked for JSON, which can be edited on its way. YAML is answered
 * with it, as JSON is YAML; protobuf is made of it. A list in protobuf begins with its length, so
 * it must be held whole: callers that accept it in JSON as well, as all known ones do, get JSON.
 *
 * @param accept the Accept header to send on: one clause of JSON
 * @param encoding how the answer is encoded
 * @param errors how a failure is told
 */
record Representation(String accept, Encoding encoding, StatusForm errors) {
  /** What becomes of the JSON. */
  enum Encoding {
    JSON,
    YAML,
    PROTOBUF
  }

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PROTOBUF = KubernetesProtobuf.MEDIA_TYPE;
  private static final String META_GROUP = "meta.k8s.io";
  private static final Set<String> METADATA =
      Set.of("PartialObjectMetadata", "PartialObjectMetadataList");
  private static final Set<String> META_VERSIONS = Set.of("v1", "v1beta1");
  private static final String WATCHED = ";stream=watch";

  /**
   * What a request's Accept headers ask for.
   *
   * @param query the raw query, empty if there is none
   * @throws StatusException 406 if nothing of it can be given
   */
  static Representation of(HttpFields headers, String query, Verb verb) {
    List<String> values = headers.getValuesList(HttpHeader.ACCEPT);
    StatusForm errors = StatusForm.of(headers, query);
    if (values.isEmpty() || (values.size() == 1 && isPlain(values.getFirst()))) {
      return new Representation(JSON, Encoding.JSON, errors);
    }
    Optional<Representation> best = Optional.empty();
    for (AcceptClause clause : AcceptClause.parse(values)) {
      Optional<Encoding> encoding = encoding(clause);
      boolean inJson =
          encoding.filter(Encoding.JSON::equals).isPresent() && isMetadata(clause.parameters());
      if (encoding.isPresent() && (best.isEmpty() || inJson)) {
        best =
            Optional.of(
                new Representation(JSON + transform(clause.parameters()), encoding.get(), errors));
      }
      boolean mustBeHeld =
          verb == Verb.LIST
              && best.filter(found -> found.encoding == Encoding.PROTOBUF).isPresent();
      if (best.isPresent() && !mustBeHeld) {
        break;
      }
    }
    if (verb == Verb.WATCH && best.filter(found -> found.encoding == Encoding.YAML).isPresent()) {
      throw notAcceptable(JSON + WATCHED + ", " + PROTOBUF + WATCHED);
    }
    return best.orElseThrow(() -> notAcceptable(String.join(", ", JSON, YAML, PROTOBUF)));
  }

  /** Whether a watch is cut into frames, which come whole. */
  boolean isFramed() {
    return encoding == Encoding.PROTOBUF;
  }

  /** The content type of a success. */
  String contentType(boolean watch) {
    return switch (encoding) {
      case JSON -> JSON;
      case YAML -> YAML;
      case PROTOBUF -> watch ? PROTOBUF + WATCHED : PROTOBUF;
    };
  }

  private static boolean isPlain(String accept) {
    return accept.isEmpty() || accept.equals(JSON) || accept.equals("*/*");
  }

  /** How a clause can be fulfilled; empty if it cannot. */
  private static Optional<Encoding> encoding(AcceptClause clause) {
    Map<String, String> parameters = clause.parameters();
    if (!isKnownTransform(parameters) || !parameters.getOrDefault("sv", "").isEmpty()) {
      return Optional.empty();
    }
    String stream = parameters.getOrDefault("stream", "");
    boolean streamed = stream.isEmpty() || stream.equals("watch");
    return switch (clause.type()) {
      case JSON, "*/*", "application/*" -> encodingIf(streamed, Encoding.JSON);
      case YAML -> encodingIf(stream.isEmpty(), Encoding.YAML);
      case PROTOBUF -> encodingIf(streamed && isMetadata(parameters), Encoding.PROTOBUF);
      default -> Optional.empty();
    };
  }

  private static boolean isMetadata(Map<String, String> parameters) {
    return METADATA.contains(parameters.getOrDefault("as", ""));
  }

  private static Optional<Encoding> encodingIf(boolean possible, Encoding encoding) {
    return possible ? Optional.of(encoding) : Optional.empty();
  }

  private static boolean isKnownTransform(Map<String, String> parameters) {
    if (!parameters.containsKey("as")
        && !parameters.containsKey("g")
        && !parameters.containsKey("v")) {
      return true;
    }
    String as = parameters.getOrDefault("as", "");
    return (as.equals("Table") || isMetadata(parameters))
        && META_GROUP.equals(parameters.get("g"))
        && META_VERSIONS.contains(parameters.getOrDefault("v", ""));
  }

  private static String transform(Map<String, String> parameters) {
    String as = parameters.get("as");
    String pretty = parameters.getOrDefault("pretty", "").equals("1") ? ";pretty=1" : "";
    return as == null
        ? pretty
        : pretty + ";as=%s;v=%s;g=%s".formatted(as, parameters.get("v"), parameters.get("g"));
  }

  private static StatusException notAcceptable(String accepted) {
    return new StatusException(
        Status.of(406, "only the following media types are accepted: " + accepted));
  }
}
