package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
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
   * @return the same bytes if the body is no Status, and a line feed at the end if it had one
   */
  public static byte[] toConsumer(byte[] body, ViewScope scope) {
    return Json.parse(body)
        .filter(node -> node.path("kind").asText().equals("Status"))
        .map(node -> rewritten((ObjectNode) node, scope))
        .map(status -> endsLine(body) ? withLineFeed(status) : status)
        .orElse(body);
  }

  private static boolean endsLine(byte[] body) {
    return body.length > 0 && body[body.length - 1] == '\n';
  }

  private static byte[] withLineFeed(byte[] status) {
    byte[] line = Arrays.copyOf(status, status.length + 1);
    line[status.length] = '\n';
    return line;
  }

  private static byte[] rewritten(ObjectNode status, ViewScope scope) {
    Words words = new Words(scope, namesAnObject(status, scope));
    if (status.path("message") instanceof TextNode message) {
      status.put("message", words.toConsumer(message.asText()));
    }
    if (status.path("details") instanceof ObjectNode details) {
      if (details.path("kind").asText().equals("namespaces")
          && details.path("name").asText().equals(scope.providerNamespace())
          && !scope.namespace().isEmpty()) {
        details.put("name", scope.namespace());
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

    Words(ViewScope scope, boolean onlyAfterNamespace) {
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

    String toConsumer(String text) {
      String named = user.matcher(text).replaceAll("");
      return shown.isEmpty() ? named : namespace.matcher(named).replaceAll(shown);
    }
  }
}
