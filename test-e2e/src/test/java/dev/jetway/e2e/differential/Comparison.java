package dev.jetway.e2e.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;

/** Compares the answers of both sides to one scenario, in its order. Not thread-safe. */
final class Comparison {
  /** What clients look at; all else is made by each kube-apiserver for itself. */
  private static final List<String> HEADERS =
      List.of(
          "content-type",
          "content-encoding",
          "vary",
          "etag",
          "warning",
          "retry-after",
          "allow",
          "location",
          "cache-control",
          "x-content-type-options",
          "sec-websocket-protocol",
          "sec-websocket-extensions",
          SocketWatch.MESSAGES,
          SocketWatch.CLOSED);

  private static final int LONGEST = 600;
  private static final int MOST = 12;

  private final Terms direct;
  private final Terms through;

  /**
   * A comparison.
   *
   * @param inAnyOrder whether what a collection holds is compared in the order of names: the
   *     provider orders it by its own
   */
  Comparison(boolean inAnyOrder) {
    direct = new Terms(inAnyOrder);
    through = new Terms(inAnyOrder);
  }

  /** All differences of one pair of answers. */
  List<Difference> of(Step step, Answer directly, Answer throughConsumer) {
    List<Difference> found = new ArrayList<>();
    String request = step.title();
    add(found, request, "status", "" + directly.status(), "" + throughConsumer.status());
    for (String name : HEADERS) {
      add(
          found,
          request,
          "header " + name,
          direct.common(directly.header(name)),
          through.common(throughConsumer.header(name)));
    }
    add(found, request, "form", BodyText.form(directly), BodyText.form(throughConsumer));
    if (step.method().equals("HEAD")) {
      return found;
    }
    compare(
        request,
        "",
        direct.common(BodyText.read(directly)),
        through.common(BodyText.read(throughConsumer)),
        found);
    return found;
  }

  private void compare(
      String request, String place, JsonNode one, JsonNode other, List<Difference> found) {
    if (found.size() >= MOST || (one.equals(other) && one.toString().equals(other.toString()))) {
      return;
    }
    if (one instanceof ObjectNode oneObject && other instanceof ObjectNode otherObject) {
      for (Entry<String, JsonNode> member : oneObject.properties()) {
        compare(
            request,
            place + "/" + member.getKey(),
            member.getValue(),
            otherObject.path(member.getKey()),
            found);
      }
      for (Entry<String, JsonNode> member : otherObject.properties()) {
        if (!oneObject.has(member.getKey())) {
          add(found, request, place + "/" + member.getKey(), "", member.getValue().toString());
        }
      }
      if (one.equals(other)) {
        add(found, request, "order of " + place, names(oneObject), names(otherObject));
      }
    } else if (one.isArray() && other.isArray()) {
      for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
        compare(request, place + "/" + i, one.path(i), other.path(i), found);
      }
    } else {
      add(found, request, place, one.toString(), other.toString());
    }
  }

  private static String names(ObjectNode object) {
    return String.join(",", object.propertyStream().map(Entry::getKey).toList());
  }

  private static void add(
      List<Difference> found, String request, String place, String one, String other) {
    if (!one.equals(other)) {
      found.add(new Difference(request, place, shortened(one), shortened(other)));
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
