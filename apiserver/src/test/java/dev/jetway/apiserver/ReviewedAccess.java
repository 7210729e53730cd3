package dev.jetway.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Reviews that a test decides: who has the token "good", and what is allowed. */
final class ReviewedAccess {
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private volatile Predicate<JsonNode> allowed = _ -> true;

  void allow(Predicate<JsonNode> ifSpec) {
    allowed = ifSpec;
  }

  /** The specs of all access reviews. */
  List<JsonNode> asked() {
    return asked;
  }

  ObjectNode review(String path, JsonNode review) {
    ObjectNode answer = review.deepCopy();
    JsonNode spec = review.path("spec");
    if (path.endsWith("/tokenreviews")) {
      boolean good = spec.path("token").asText().equals("good");
      ObjectNode status = answer.putObject("status").put("authenticated", good);
      if (good) {
        status.putObject("user").put("username", "robot").putArray("groups").add("robots");
      }
    } else {
      asked.add(spec);
      answer.putObject("status").put("allowed", allowed.test(spec));
    }
    return answer;
  }
}
