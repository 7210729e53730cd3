package dev.jetway.backend.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.view.ConsumerKey;
import dev.jetway.backend.view.ConsumerObjects;
import dev.jetway.backend.view.DeletePlan;
import dev.jetway.backend.view.DeletionOptions;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.LinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A delete. Where the consumer's garbage collector has work to do first (propagation {@code
 * Foreground} or {@code Orphan}), the object gets that collector's finalizer, under its private
 * name, before it is deleted at the provider in the background; otherwise the provider's collector
 * would take its own finalizer away at once, finding no dependents there.
 */
final class DeletionCall {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_OBJECT = 4 << 20;
  private static final int PAGE = 100;
  private static final int ATTEMPTS = 5;

  private final Exchange exchange;
  private final DeletePlan plan;

  private DeletionCall(Exchange exchange, DeletePlan plan) {
    this.exchange = exchange;
    this.plan = plan;
  }

  static StreamedResponse run(Exchange exchange) throws LinkException {
    Optional<ByteBuffer> body = exchange.request().body();
    DeletePlan plan;
    try {
      plan = DeletePlan.of(exchange.info().query(), body.map(ByteBuffer::duplicate));
    } catch (StatusException refused) {
      return Refusal.inProvidersWords(exchange, refused, body.orElseThrow().duplicate());
    }
    return new DeletionCall(exchange, plan).run();
  }

  private StreamedResponse run() throws LinkException {
    Optional<String> finalizer = plan.finalizer();
    if (finalizer.isPresent() && plan.options().dryRun().isEmpty()) {
      Optional<StreamedResponse> refused =
          exchange.info().verb() == Verb.DELETE
              ? hold(exchange.info().path().name(), finalizer.get())
              : holdAll(finalizer.get());
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    return ConsumerAnswer.of(exchange.delete(plan.body(), plan.query()), exchange);
  }

  private Optional<StreamedResponse> holdAll(String finalizer) throws LinkException {
    String next = "";
    do {
      QueryString page = selectors().with("limit", Integer.toString(PAGE));
      StreamedResponse response =
          exchange.collection(next.isEmpty() ? page : page.with("continue", next));
      if (response.status() != 200) {
        return Optional.of(ConsumerAnswer.of(response, exchange));
      }
      JsonNode list = read(response, MAX_OBJECT * PAGE);
      for (JsonNode item : list.path("items")) {
        Optional<ConsumerKey> key = ConsumerObjects.keyOf(item, exchange.scope());
        Optional<StreamedResponse> refused =
            key.isPresent() ? hold(key.get().name(), finalizer) : Optional.empty();
        if (refused.isPresent() && refused.get().status() != 404) {
          return refused;
        }
      }
      next = list.at("/metadata/continue").asText("");
    } while (!next.isEmpty());
    return Optional.empty();
  }

  /**
   * Gives an object the finalizer; empty if it has it, or is being deleted already and can get no
   * more.
   */
  private Optional<StreamedResponse> hold(String name, String finalizer) throws LinkException {
    StreamedResponse last = exchange.current(name);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (last.status() != 200) {
        return Optional.of(ConsumerAnswer.of(last, exchange));
      }
      JsonNode object = read(last, MAX_OBJECT);
      JsonNode metadata = object.path("metadata");
      check(object, name);
      if (metadata.has("deletionTimestamp") || has(metadata.path("finalizers"), finalizer)) {
        return Optional.empty();
      }
      StreamedResponse patched = exchange.mergePatch(name, patch(metadata, finalizer));
      if (patched.status() == 200) {
        patched.cancel(new IOException("the answer is not needed"));
        return Optional.empty();
      }
      if (patched.status() != 409) {
        return Optional.of(ConsumerAnswer.of(patched, exchange));
      }
      patched.cancel(new IOException("the answer is not needed"));
      last = exchange.current(name);
    }
    throw new StatusException(
        Status.of(
                409,
                "the object changed "
                    + ATTEMPTS
                    + " times while it was prepared for deletion; try again")
            .about(exchange.info().path().group(), exchange.info().path().resource(), name));
  }

  /**
   * The consumer's preconditions: the finalizer changes the version, so the provider cannot check
   * them afterwards.
   */
  private void check(JsonNode object, String name) {
    DeletionOptions options = plan.options();
    String metadata = "/metadata/";
    check(object, name, "UID", options.uid(), metadata + "uid", "deleted and then recreated");
    check(
        object,
        name,
        "ResourceVersion",
        options.resourceVersion(),
        metadata + "resourceVersion",
        "modified");
  }

  /** In kube-apiserver's words, in which the kind stands for the resource. */
  private void check(
      JsonNode object, String name, String what, String wanted, String pointer, String fate) {
    String actual = object.at(pointer).asText();
    if (!wanted.isEmpty() && !wanted.equals(actual)) {
      String group = exchange.info().path().group();
      String kind = object.path("kind").asText();
      throw new StatusException(
          Status.of(
                  409,
                  "Operation cannot be fulfilled on %s.%s \"%s\": the %s in the precondition (%s) does not match the %s in record (%s). The object might have been %s"
                      .formatted(kind, group, name, what, wanted, what, actual, fate))
              .about(group, kind, name));
    }
  }

  private QueryString selectors() {
    QueryString query = exchange.info().query();
    QueryString selectors = QueryString.EMPTY;
    for (String key : new String[] {"labelSelector", "fieldSelector"}) {
      Optional<String> value = query.first(key);
      if (value.isPresent()) {
        selectors = selectors.with(key, value.get());
      }
    }
    return selectors;
  }

  private static ByteBuffer patch(JsonNode metadata, String finalizer) {
    ObjectNode patch = JSON.createObjectNode();
    ObjectNode changed = patch.putObject("metadata");
    changed.put("resourceVersion", metadata.path("resourceVersion").asText());
    ArrayNode finalizers = changed.putArray("finalizers");
    metadata.path("finalizers").forEach(finalizers::add);
    finalizers.add(finalizer);
    return ByteBuffer.wrap(patch.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean has(JsonNode finalizers, String finalizer) {
    for (JsonNode present : finalizers) {
      if (present.asText().equals(finalizer)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode read(StreamedResponse response, int max) {
    try {
      return JSON.readTree(ConsumerAnswer.readAll(response, max));
    } catch (IOException e) {
      throw new StatusException(Status.of(500, "the control plane's answer is not JSON"), e);
    }
  }
}
