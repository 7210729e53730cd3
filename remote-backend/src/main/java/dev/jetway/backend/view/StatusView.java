package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The consumer's view of a {@code Status}, of a failure as of a success: provider namespaces and
 * the user's name at the provider, wherever they stand in a text as whole words, become the
 * consumer's. Thread-safe.
 */
public final class StatusView {
  private static final String WORD = "[-A-Za-z0-9_.]";

  private StatusView() {}

  /**
   * Rewrites a Status.
   *
   * @param body JSON, small enough to be read whole
   * @param scope whose view it becomes
   * @param names consumer names that the request has beside the scope's, in its body
   * @return the same bytes if the body is no Status, and a line feed at the end if it had one
   */
  public static byte[] toConsumer(byte[] body, ViewScope scope, List<String> names) {
    return Json.parse(body)
        .filter(node -> node.path("kind").asText().equals("Status"))
        .map(node -> rewritten((ObjectNode) node, scope, names))
        .map(status -> endsLine(body) ? withLineFeed(status) : status)
        .orElse(body);
  }

  /** The same for a request that has no other names. */
  public static byte[] toConsumer(byte[] body, ViewScope scope) {
    return toConsumer(body, scope, List.of());
  }

  private static boolean endsLine(byte[] body) {
    return body.length > 0 && body[body.length - 1] == '\n';
  }

  private static byte[] withLineFeed(byte[] status) {
    byte[] line = Arrays.copyOf(status, status.length + 1);
    line[status.length] = '\n';
    return line;
  }

  private static byte[] rewritten(ObjectNode status, ViewScope scope, List<String> names) {
    Words words = new Words(scope, namesAnObject(status, scope), providerNames(scope, names));
    if (status.path("message") instanceof TextNode message) {
      status.put("message", words.toConsumer(message.asText()));
    }
    if (status.path("details") instanceof ObjectNode details) {
      if (details.path("kind").asText().equals("namespaces")
          && details.path("name").asText().equals(scope.providerNamespace())
          && !scope.namespace().isEmpty()) {
        details.put("name", scope.namespace());
      } else if (details.path("name") instanceof TextNode name) {
        details.put("name", words.named(name.asText()));
      }
      if (details.path("causes") instanceof ArrayNode causes) {
        for (JsonNode cause : causes) {
          if (cause instanceof ObjectNode object
              && cause.path("message") instanceof TextNode text) {
            object.put("message", words.toConsumer(text.asText()));
          }
        }
      }
    }
    return Json.bytes(status);
  }

  /** The consumer's names by those of the provider, where they differ. */
  private static Map<String, String> providerNames(ViewScope scope, List<String> names) {
    Map<String, String> known = new LinkedHashMap<>();
    if (scope.mapping().isShared()) {
      for (String name : names) {
        known.put(scope.nameAtProvider(name), name);
      }
      known.put(scope.nameAtProvider(scope.name()), scope.name());
      known.remove("");
    }
    return known;
  }

  /** Whether the Status is about an object that happens to be called as the namespace is. */
  private static boolean namesAnObject(ObjectNode status, ViewScope scope) {
    JsonNode details = status.path("details");
    return details.path("name").asText().equals(scope.providerNamespace())
        && !details.path("kind").asText().equals("namespaces");
  }

  /** The words of a message that differ between the views. */
  private static final class Words {
    private final Pattern user;
    private final Pattern namespace;
    private final String shown;
    private final Map<String, String> names;

    /**
     * How a refusal says where a request for all namespaces was refused; empty if it names none.
     */
    private final String place;

    Words(ViewScope scope, boolean onlyAfterNamespace, Map<String, String> names) {
      this.names = names;
      place =
          scope.namespace().isEmpty() && !scope.providerNamespace().isEmpty()
              ? " in the namespace \"" + scope.providerNamespace() + "\""
              : "";
      user =
          Pattern.compile("(?<!" + WORD + ")jetway:" + Pattern.quote(scope.cluster().name()) + ":");
      String quoted = Pattern.quote(scope.providerNamespace()) + "(?!" + WORD + ")";
      String before =
          onlyAfterNamespace
              ? "(?<=namespaces?[ /]\"?)"
              : "(?<=[\"'`]|/namespaces/|namespaces?[ :=])";
      // and as a whole segment of a path, as in the storage keys that some refusals name
      String segment = "(?<=/)" + Pattern.quote(scope.providerNamespace()) + "(?=/)";
      namespace = Pattern.compile(before + quoted + "|" + segment);
      shown = Matcher.quoteReplacement(scope.namespace());
    }

    /** Names of the provider are long and random enough to be nothing else. */
    String named(String text) {
      String changed = text;
      for (Map.Entry<String, String> name : names.entrySet()) {
        changed = changed.replace(name.getKey(), name.getValue());
      }
      return changed;
    }

    String toConsumer(String text) {
      String named = named(user.matcher(text).replaceAll(""));
      if (!place.isEmpty()) {
        return named.replace(place, " at the cluster scope");
      }
      return shown.isEmpty() ? named : namespace.matcher(named).replaceAll(shown);
    }
  }
}
