package dev.jetway.backend.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a user may read something at the control plane, for answers that do not come from there.
 *
 * <p>The control plane is asked by SelfSubjectAccessReview: first for this cluster's group alone,
 * which every user of it is in, so that one answer does for all as long as RBAC only adds; only if
 * the group may not, for the user. What it does with reads that are passed on tells as much.
 * Answers are kept for ten seconds, and beyond that as long as the control plane cannot be asked.
 * Thread-safe; blocks.
 */
final class ReadRights {
  private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final Duration LIFETIME = Duration.ofSeconds(10);
  private static final Duration ASKED_IN_VAIN = Duration.ofSeconds(3);
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_KEPT = 8192;
  private static final int MAX_ANSWER = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(ReadRights.class);

  private final ControlPlaneLink link;
  private final Clock clock;
  private final Supplier<String> everywhere;
  private final Map<Question, Decision> kept =
      new LinkedHashMap<>(16, 0.75f, true) { // guarded by itself
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Decision> eldest) {
          return size() > MAX_KEPT;
        }
      };
  private final Map<Question, CompletableFuture<Optional<Decision>>> asking =
      new ConcurrentHashMap<>();

  /**
   * A question.
   *
   * @param who the user's name and groups as a hash, empty for the group of all
   * @param verb what
   * @param resource on what
   * @param namespace the provider's namespace, empty for all
   */
  private record Question(String who, Verb verb, ResourceKey resource, String namespace) {}

  private record Decision(boolean allowed, Instant at) {}

  /**
   * Nothing is known yet.
   *
   * @param everywhere the provider's namespace that holds all of the cluster's objects, empty if
   *     they are in many
   */
  ReadRights(ControlPlaneLink link, Clock clock, Supplier<String> everywhere) {
    this.everywhere = everywhere;
    this.link = link;
    this.clock = clock;
  }

  /**
   * Whether the user may; false if that is not known.
   *
   * @param namespace the provider's namespace, empty for all
   */
  boolean mayRead(UserInfo user, Verb verb, ResourceKey resource, String namespace) {
    Question ofAll = new Question("", verb, resource, everywhere.get());
    if (decide(ofAll, Optional.empty())) {
      return true;
    }
    return decide(new Question(hash(user), verb, resource, namespace), Optional.of(user));
  }

  /**
   * Asks what the group of all may read of a resource, so that it is known when the link is down.
   */
  void learn(ResourceKey resource) {
    for (Verb verb : List.of(Verb.GET, Verb.LIST, Verb.WATCH)) {
      boolean _ = decide(new Question("", verb, resource, everywhere.get()), Optional.empty());
    }
  }

  /** Notes what the control plane did with a read of the user. */
  void note(UserInfo user, Verb verb, ResourceKey resource, String namespace, boolean allowed) {
    synchronized (kept) {
      kept.put(
          new Question(hash(user), verb, resource, namespace),
          new Decision(allowed, clock.instant()));
    }
  }

  /** Forgets everything. */
  void reset() {
    synchronized (kept) {
      kept.clear();
    }
  }

  private boolean decide(Question question, Optional<UserInfo> user) {
    Optional<Decision> known;
    synchronized (kept) {
      known = Optional.ofNullable(kept.get(question));
    }
    if (known.isPresent() && known.get().at().plus(LIFETIME).isAfter(clock.instant())) {
      return known.get().allowed();
    }
    Optional<Decision> answer = ask(question, user);
    if (answer.isEmpty() && known.isPresent()) {
      keepOn(question, known.get());
    }
    return answer.or(() -> known).map(Decision::allowed).orElse(false);
  }

  /** A control plane that does not answer is not waited for by every request. */
  private void keepOn(Question question, Decision last) {
    Instant at = clock.instant().minus(LIFETIME).plus(ASKED_IN_VAIN);
    synchronized (kept) {
      kept.replace(question, last, new Decision(last.allowed(), at));
    }
  }

  private Optional<Decision> ask(Question question, Optional<UserInfo> user) {
    CompletableFuture<Optional<Decision>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Decision>> others = asking.putIfAbsent(question, mine);
    if (others != null) {
      return others.join();
    }
    Optional<Decision> answer = Optional.empty();
    try {
      answer = Optional.of(new Decision(review(question, user), clock.instant()));
      synchronized (kept) {
        kept.put(question, answer.get());
      }
    } catch (LinkException | IOException e) {
      LOG.debug("rights not known question={} reason=\"{}\"", question, e.getMessage());
    } finally {
      asking.remove(question);
      mine.complete(answer);
    }
    return answer;
  }

  private boolean review(Question question, Optional<UserInfo> user)
      throws LinkException, IOException {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    review
        .putObject("spec")
        .putObject("resourceAttributes")
        .put("group", question.resource().group())
        .put("version", question.resource().version())
        .put("resource", question.resource().resource())
        .put("verb", question.verb().word())
        .put("namespace", question.namespace());
    HttpFields headers =
        HttpFields.build()
            .put(HttpHeader.ACCEPT, "application/json")
            .put(HttpHeader.CONTENT_TYPE, "application/json");
    StreamedResponse response =
        link.send(
            new LinkRequest(
                "POST",
                PATH,
                "",
                headers,
                Optional.of(ByteBuffer.wrap(JSON.writeValueAsBytes(review))),
                user,
                "",
                HEAD_TIMEOUT));
    try (InputStream body = Content.Source.asInputStream(response.body())) {
      if (response.status() != 201 && response.status() != 200) {
        throw new IOException("the review was answered " + response.status());
      }
      JsonNode status = JSON.readTree(body.readNBytes(MAX_ANSWER)).path("status");
      return status.path("allowed").asBoolean() && !status.path("denied").asBoolean();
    } finally {
      response.cancel(new IOException("the answer was read"));
    }
  }

  private static String hash(UserInfo user) {
    StringBuilder text = new StringBuilder(user.name());
    user.groups().forEach(group -> text.append('\0').append(group));
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
