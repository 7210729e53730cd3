package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.offer.OfferSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * What a consumer cluster may ask of the rights of its own users: whether one may do something to a
 * resource that is offered. A {@code SelfSubjectAccessReview} is built anew from the few fields
 * that are understood; it goes on in the user's name, so it tells of nobody else. Pure function.
 */
final class AccessQuestion {
  static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private static final int MAX_BODY = 16 * 1024;
  private static final Set<String> FIELDS =
      Set.of("group", "version", "resource", "subresource", "verb", "namespace", "name");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]?[-A-Za-z0-9.:]{0,252}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private AccessQuestion() {}

  /**
   * The review to send on.
   *
   * @throws StatusException 400 if it is not one, or asks something else; 403 if it is about a
   *     resource that is not offered
   */
  static ByteBuffer rebuilt(Optional<ByteBuffer> body, OfferSnapshot offered) {
    JsonNode asked = parse(body).path("spec").path("resourceAttributes");
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
    for (String field : FIELDS) {
      String value = asked.path(field).asText("");
      if (!WORD.matcher(value).matches()) {
        throw refused(400, "the review's " + field + " is not a plain word");
      }
      attributes.put(field, value);
    }
    SortedSet<String> resources = offered.resourcesByGroup().get(attributes.path("group").asText());
    if (resources == null || !resources.contains(attributes.path("resource").asText())) {
      throw refused(403, "rights can be reviewed only on resources that are offered");
    }
    return ByteBuffer.wrap(review.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode parse(Optional<ByteBuffer> body) {
    ByteBuffer buffer = body.map(ByteBuffer::duplicate).orElseGet(() -> ByteBuffer.allocate(0));
    if (buffer.remaining() > MAX_BODY) {
      throw refused(413, "a review has at most " + MAX_BODY + " bytes");
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new StatusException(Status.of(400, "the review is not JSON"), e);
    }
  }

  private static StatusException refused(int code, String why) {
    return new StatusException(Status.of(code, why));
  }
}
