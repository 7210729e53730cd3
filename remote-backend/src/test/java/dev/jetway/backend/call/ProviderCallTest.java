package dev.jetway.backend.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.namespace.Coverage;
import dev.jetway.backend.namespace.FakeRecordStore;
import dev.jetway.backend.namespace.MappedNamespaces;
import dev.jetway.backend.namespace.NamespaceRecord;
import dev.jetway.backend.namespace.NamespaceRecordStore;
import dev.jetway.backend.namespace.Owner;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.GeneratedNames;
import dev.jetway.backend.view.PerNamespaceMapping;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.LinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

/** A process that has just started: its watch of namespaces knows nothing yet. */
class ProviderCallTest {
  private static final Owner OWNER = new Owner("plane-1", "shop");
  private static final String THING = "{\"metadata\":{\"name\":\"one\"}}";
  private static final String APPLY = "application/apply-patch+yaml";

  private final ScriptedLink link = new ScriptedLink();
  private final FakeRecordStore store = new FakeRecordStore();

  @Test
  void whileTheLinkIsDownANamespaceThatIsNotInAWholeRecordIsEmpty() throws Exception {
    link.down = true;
    record(Coverage.WHOLE, "shop-mapped");
    for (String method : List.of("DELETE", "GET")) {
      StreamedResponse answer = run(method, "without", "");
      assertThat(answer.status()).isEqualTo(200);
      String body = new String(ConsumerAnswer.readAll(answer, 1000), StandardCharsets.UTF_8);
      assertThat(body)
          .contains("\"kind\":\"ThingList\"", "\"items\":[]", "\"resourceVersion\":\"7\"");
      assertUnavailable(method, "mapped");
    }
  }

  @Test
  void whatMayBeMappedIsNotAnsweredFor() {
    link.down = true;
    record(Coverage.PARTIAL);
    assertUnavailable("GET", "without");
    record(Coverage.OVERFULL);
    assertUnavailable("GET", "without");
    store.put(
        new NamespaceRecord(new Owner("plane-2", "shop"), Coverage.WHOLE, "7", Set.of(), Map.of()));
    assertUnavailable("GET", "without");
    record(Coverage.WHOLE);
    store.breakDown(true);
    assertUnavailable("GET", "without");
    assertUnavailable("DELETE", "without");
  }

  @Test
  void whatAnotherReplicaNotedMeanwhileCounts() {
    link.down = true;
    record(Coverage.WHOLE);
    assertThat(run("DELETE", "later", "").status()).isEqualTo(200);
    record(Coverage.WHOLE, "shop-later");
    assertUnavailable("DELETE", "later");
    assertUnavailable("GET", "later");
  }

  @Test
  void aNamespaceIsNotedBeforeACreateOrAnApplyIsSent() {
    record(Coverage.WHOLE);
    link.answers =
        request -> {
          String namespace = request.path().contains("/shop-new/") ? "shop-new" : "shop-applied";
          assertThat(store.record().names()).contains(namespace);
          throw new LinkException.Broken("it may have been carried out", new IOException());
        };
    assertThatThrownBy(() -> run("POST", "new", "application/json"))
        .isInstanceOf(StatusException.class);
    assertThatThrownBy(() -> run("PATCH", "applied", APPLY)).isInstanceOf(StatusException.class);
    assertThat(link.sent).hasSize(2);
    link.down = true;
    assertUnavailable("DELETE", "new");
    assertUnavailable("GET", "applied");
  }

  @Test
  void whatCannotBeNotedIsNotSent() {
    store.breakDown(true);
    assertThatThrownBy(() -> run("POST", "new", "application/json"))
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status().code()).isEqualTo(503);
              assertThat(e.getMessage())
                  .contains("could not note namespace \"shop-new\"", "nothing was sent");
            });
    assertThat(link.sent).isEmpty();
  }

  @Test
  void aCreateThatCannotBeSentNotesNothing() {
    record(Coverage.WHOLE);
    link.down = true;
    assertUnavailable("POST", "without");
    assertThat(store.record().names()).isEmpty();
    assertThat(run("DELETE", "without", "").status()).isEqualTo(200);
  }

  @Test
  void whatChangesAnObjectThatIsThereNotesNothing() {
    record(Coverage.WHOLE);
    run("PATCH", "without", "application/merge-patch+json");
    run("PUT", "without", "application/json");
    assertThat(store.record().names()).isEmpty();
  }

  @Test
  void withoutARecordAllIsAsTheWatchSays() {
    link.down = true;
    assertThatThrownBy(() -> run(Optional.empty(), "DELETE", "without", ""))
        .isInstanceOf(StatusException.class);
    link.down = false;
    link.answers = _ -> ScriptedLink.answer(201, THING);
    assertThat(run(Optional.empty(), "POST", "new", "application/json").status()).isEqualTo(201);
  }

  private void record(Coverage coverage, String... names) {
    store.put(new NamespaceRecord(OWNER, coverage, "7", Set.of(names), Map.of()));
  }

  private void assertUnavailable(String method, String namespace) {
    assertThatThrownBy(() -> run(method, namespace, "application/json"))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(503));
  }

  private StreamedResponse run(String method, String namespace, String type) {
    return run(Optional.of(store), method, namespace, type);
  }

  private StreamedResponse run(
      Optional<NamespaceRecordStore> kept, String method, String namespace, String type) {
    try (MappedNamespaces mapped =
        new MappedNamespaces(new LinkCalls(link), kept, () -> Optional.of(OWNER), () -> {})) {
      Cluster cluster = new Cluster("shop");
      boolean object = method.equals("PATCH") || method.equals("PUT");
      boolean body = object || method.equals("POST");
      String things = "/apis/example.org/v1/namespaces/" + namespace + "/things";
      String path = object ? things + "/one" : things;
      ProviderCall.Surroundings around =
          new ProviderCall.Surroundings(
              link, mapped, new NothingKnown(), new GeneratedNames(new Random(1)));
      return new ProviderCall(around, catalog(), cluster, new PerNamespaceMapping(cluster))
          .run(
              new ResourceRequest(
                  method,
                  RequestInfo.of(method, path, ""),
                  body ? HttpFields.build().put("Content-Type", type) : HttpFields.EMPTY,
                  body
                      ? Optional.of(ByteBuffer.wrap(THING.getBytes(StandardCharsets.UTF_8)))
                      : Optional.empty(),
                  UserInfo.of("jane", List.of()),
                  ""));
    }
  }

  private record NothingKnown() implements KnownObjects {
    @Override
    public boolean has(ResourceKey resource, String namespace, String name) {
      return false;
    }

    @Override
    public boolean hasNoneIn(ResourceKey resource, String namespace) {
      return false;
    }
  }

  private static ApiCatalog catalog() {
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    resources.putArray("resources").addObject().put("name", "things").put("kind", "Thing");
    Document none = new Document(ByteBuffer.allocate(0), "");
    return new ApiCatalog(
        List.of(new ApiVersion("example.org", "v1", resources, Map.of(), none)), none);
  }
}
