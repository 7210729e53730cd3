package dev.jetway.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks by SubjectAccessReview whether a user may do something.
 *
 * <p>Answers are kept for ten seconds, 8192 of them, the least used ones go first; the same
 * question asked by many at once is reviewed once. {@code system:masters} may do anything. A review
 * that fails is not kept and answered with 500.
 *
 * <p>Thread-safe. Blocks for what is not remembered.
 */
public final class AccessReview {
  private static final Logger LOG = LoggerFactory.getLogger(AccessReview.class);
  private static final String PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final String MASTERS = "system:masters";
  private static final Duration LIFETIME = Duration.ofSeconds(10);
  private static final int MAX_KEPT = 8192;

  private final Reviewer reviewer;
  private final AsyncCache<Question, Decision> kept =
      Caffeine.newBuilder()
          .executor(task -> Thread.ofVirtual().name("access-review").start(task))
          .expireAfterWrite(LIFETIME)
          .maximumSize(MAX_KEPT)
          .buildAsync();

  private record Question(UserInfo user, AccessAttributes attributes) {}

  /** Reviews are posted to this reviewer. */
  public AccessReview(Reviewer reviewer) {
    this.reviewer = reviewer;
  }

  /**
   * Passes if the user may do what the request asks.
   *
   * @throws StatusException 403 if the user may not, 500 if that cannot be found out
   */
  public void check(UserInfo user, RequestInfo info) {
    check(user, AccessAttributes.Resource.of(info));
  }

  /**
   * Passes if the user may see something that is no resource.
   *
   * @param method the HTTP method
   * @throws StatusException 403 if the user may not, 500 if that cannot be found out
   */
  public void check(UserInfo user, String method, String path) {
    String verb = method.toLowerCase(Locale.ROOT);
    check(user, new AccessAttributes.NonResource(verb, path));
  }

  private void check(UserInfo user, AccessAttributes attributes) {
    if (user.groups().contains(MASTERS)) {
      return;
    }
    Question question = new Question(user, attributes);
    Decision decision = attributes.isSmall() ? remembered(question) : review(question);
    switch (decision) {
      case Decision.Allowed _ -> {
        // It may pass.
      }
      case Decision.Forbidden(String reason) ->
          throw new StatusException(ForbiddenWords.status(user, attributes, reason));
      case Decision.Unknown _ ->
          throw new StatusException(
              Status.of(500, "Internal error occurred: access could not be reviewed"));
    }
  }

  private Decision remembered(Question question) {
    CompletableFuture<Decision> answer =
        kept.get(
            question,
            (asked, executor) -> CompletableFuture.supplyAsync(() -> review(asked), executor));
    Decision decision = answer.join();
    if (decision instanceof Decision.Unknown) {
      kept.asMap().remove(question, answer);
    }
    return decision;
  }

  private Decision review(Question question) {
    try {
      return decision(reviewer.create(PATH, review(question.user(), question.attributes())));
    } catch (StatusException | ApiUnreachableException e) {
      LOG.warn("access could not be reviewed: reason=\"{}\"", e.getMessage());
      return new Decision.Unknown();
    }
  }

  static ObjectNode review(UserInfo user, AccessAttributes attributes) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
    ObjectNode spec = review.putObject("spec");
    attributes.writeTo(spec);
    spec.put("user", user.name());
    if (!user.uid().isEmpty()) {
      spec.put("uid", user.uid());
    }
    ArrayNode groups = spec.putArray("groups");
    user.groups().forEach(groups::add);
    if (!user.extra().isEmpty()) {
      ObjectNode extra = spec.putObject("extra");
      user.extra()
          .forEach((key, values) -> {
            ArrayNode array = extra.putArray(key);
            values.forEach(array::add);
          });
    }
    return review;
  }

  private static Decision decision(JsonNode answer) {
    JsonNode status = answer.path("status");
    boolean allowed = status.path("allowed").asBoolean() && !status.path("denied").asBoolean();
    return allowed
        ? new Decision.Allowed()
        : new Decision.Forbidden(status.path("reason").asText(""));
  }
}
