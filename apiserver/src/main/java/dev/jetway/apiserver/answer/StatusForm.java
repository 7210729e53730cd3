package dev.jetway.apiserver.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.jetway.apiserver.protobuf.KubernetesProtobuf;
import dev.jetway.kube.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * In which form a failure is told: as kube-apiserver does, in the first form that the caller
 * accepts for whole objects, and else in JSON that is indented ({@code
 * k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go}).
 */
public enum StatusForm {
  /** JSON on one line. */
  JSON("application/json"),
  /** JSON for people, and for callers that accept no form that a Status has. */
  INDENTED("application/json"),
  /** YAML, of which JSON is a part. */
  YAML("application/yaml"),
  /** Kubernetes' protobuf. */
  PROTOBUF(KubernetesProtobuf.MEDIA_TYPE);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PRETTY = Pattern.compile("(?:^|&)pretty=([^&]+)");
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final ObjectWriter INDENTING =
      MAPPER.writer(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Spacing.AFTER)
                      .withObjectEmptySeparator("")
                      .withArrayEmptySeparator(""))
              .withArrayIndenter(new DefaultIndenter("  ", "\n"))
              .withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private final String mediaType;

  StatusForm(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * The form that a request asks for.
   *
   * @param query its raw query, empty if there is none
   */
  public static StatusForm of(HttpFields headers, String query) {
    List<String> accept = headers.getValuesList(HttpHeader.ACCEPT);
    StatusForm form = String.join("", accept).isBlank() ? JSON : of(accept);
    return form == JSON && isForPeople(headers, query) ? INDENTED : form;
  }

  private static boolean isForPeople(HttpFields headers, String query) {
    Matcher pretty = PRETTY.matcher(query);
    if (pretty.find()) {
      return TRUE.contains(pretty.group(1));
    }
    String agent = Objects.toString(headers.get(HttpHeader.USER_AGENT), "");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }

  private static StatusForm of(List<String> accept) {
    for (AcceptClause clause : AcceptClause.parse(accept)) {
      Map<String, String> parameters = clause.parameters();
      boolean whole =
          !parameters.containsKey("as")
              && !parameters.containsKey("g")
              && !parameters.containsKey("v");
      String stream = parameters.getOrDefault("stream", "");
      if (!whole || !parameters.getOrDefault("sv", "").isEmpty()) {
        continue;
      }
      boolean streamed = stream.isEmpty() || stream.equals("watch");
      switch (clause.type()) {
        case "application/json", "application/*", "*/*" -> {
          if (streamed) {
            return parameters.getOrDefault("pretty", "").equals("1") ? INDENTED : JSON;
          }
        }
        case "application/yaml" -> {
          if (stream.isEmpty()) {
            return YAML;
          }
        }
        case KubernetesProtobuf.MEDIA_TYPE -> {
          if (streamed) {
            return PROTOBUF;
          }
        }
        default -> {
          // no form that a Status has
        }
      }
    }
    return INDENTED;
  }

  /** The content type. */
  public HttpField contentType() {
    return new HttpField(HttpHeader.CONTENT_TYPE, mediaType);
  }

  /** A Status in this form. */
  public byte[] write(Status status) {
    return write(status.toJson());
  }

  /**
   * A Status in this form.
   *
   * @param json the Status as JSON; what is none stays as it is
   */
  public byte[] write(byte[] json) {
    try {
      return switch (this) {
        case JSON, YAML -> onOneLine(json);
        case INDENTED -> indented(MAPPER.readTree(json));
        case PROTOBUF -> KubernetesProtobuf.envelope(MAPPER.readTree(json));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With its line feed, which it may have lost on its way. */
  private static byte[] onOneLine(byte[] json) {
    if (json.length > 0 && json[json.length - 1] == '\n') {
      return json;
    }
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static byte[] indented(JsonNode json) throws JsonProcessingException {
    return INDENTING.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
  }
}
