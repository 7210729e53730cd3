package dev.jetway.backend.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.bind.BindingPlan.Provided;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.offer.GroupVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class BoundBackendTest {
  private static final GroupVersion A = new GroupVersion("a.example.org", "v1");
  private static final GroupVersion B = new GroupVersion("b.example.org", "v1");

  private final Fake one = new Fake("one", A, "things", "others");
  private final Fake two = new Fake("two", B, "boxes");
  private final Map<String, Fake> connections = Map.of("one", one, "two", two);
  private final Map<String, ApiCatalog> offered =
      Map.of("one", one.catalog(), "two", two.catalog());
  private final BoundBackend bound = new BoundBackend("bound");

  /** A control plane that answers everything, and notes what it was asked. */
  private static final class Fake implements RemoteBackend {
    private final String name;
    private final ApiCatalog catalog;
    private final List<ResourceRequest> asked = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    Fake(String name, GroupVersion key, String... resources) {
      this.name = name;
      ApiVersion plain = BindingPlanTest.version(key, resources);
      this.catalog =
          new ApiCatalog(
              List.of(
                  new ApiVersion(
                      key.group(),
                      key.version(),
                      plain.resources(),
                      Map.of(),
                      document(key, "components", resources))),
              document(key, "definitions", resources));
    }

    private static Document document(GroupVersion key, String schemas, String... resources) {
      StringBuilder paths = new StringBuilder();
      for (String resource : resources) {
        paths.append(
            "%s\"/%s/%s\": {}".formatted(paths.isEmpty() ? "" : ",", key.path(), resource));
      }
      String json = "{\"paths\": {%s}, \"%s\": {}}".formatted(paths, schemas);
      return new Document(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), key + schemas);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public StreamedResponse call(ResourceRequest request) {
      asked.add(request);
      answers.add(new Answer());
      return answers.getLast();
    }

    @Override
    public ApiCatalog catalog() {
      return catalog;
    }

    @Override
    public Subscription onCatalogChange(Consumer<ApiCatalog> listener) {
      return () -> {};
    }

    @Override
    public LinkState linkState() {
      return new LinkState.Down(Instant.EPOCH, "it is a fake");
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private static final class Answer implements StreamedResponse {
    private boolean cancelled;

    @Override
    public int status() {
      return 200;
    }

    @Override
    public HttpFields headers() {
      return HttpFields.EMPTY;
    }

    @Override
    public Content.Source body() {
      return Content.Source.from();
    }

    @Override
    public void cancel(Throwable cause) {
      cancelled = true;
    }
  }

  private static SortedMap<GroupVersion, Provided> versions(Object... entries) {
    SortedMap<GroupVersion, Provided> versions = new TreeMap<>();
    for (int i = 0; i < entries.length; i += 3) {
      SortedMap<String, Reach> resources = new TreeMap<>();
      for (String resource : ((String) entries[i + 2]).split(",", -1)) {
        resources.put(resource, new Reach.Everywhere());
      }
      versions.put((GroupVersion) entries[i], new Provided((String) entries[i + 1], resources));
    }
    return versions;
  }

  private static ResourceRequest get(GroupVersion key, String rest, String query) {
    return new ResourceRequest(
        "GET",
        RequestInfo.of("GET", "/" + key.path() + "/" + rest, query),
        HttpFields.EMPTY,
        Optional.empty(),
        new UserInfo("jane", "", List.of(), Map.of()),
        "");
  }

  private static String text(Document document) {
    return StandardCharsets.UTF_8.decode(document.json().duplicate()).toString();
  }

  @Test
  void nothingIsKnownBeforeItIsSaid() {
    assertThat(bound.catalog().isKnown()).isFalse();
    bound.serve(connections, offered, versions(), Set.of());
    assertThat(bound.catalog().isKnown()).isTrue();
    assertThat(bound.catalog().versions()).isEmpty();
  }

  @Test
  void aRequestGoesWhereItsVersionIsBound() {
    bound.serve(
        connections, offered, versions(A, "one", "things,others", B, "two", "boxes"), Set.of());
    bound.call(get(A, "namespaces/x/things", ""));
    bound.call(get(B, "namespaces/x/boxes", ""));
    assertThat(one.asked).hasSize(1);
    assertThat(two.asked).hasSize(1);
    assertThat(bound.links()).containsOnlyKeys("one", "two");
    assertThat(text(bound.catalog().openApiV2())).contains("/things", "/boxes");
  }

  @Test
  void whatIsBoundWholeKeepsItsDocuments() {
    bound.serve(connections, offered, versions(A, "one", "things,others"), Set.of());
    assertThat(bound.catalog().versions().getFirst()).isSameAs(one.catalog().versions().getFirst());
    assertThat(bound.catalog().openApiV2()).isSameAs(one.catalog().openApiV2());
  }

  @Test
  void oneResourceIsShownAlone() {
    bound.serve(connections, offered, versions(A, "one", "things"), Set.of());
    ApiVersion shown = bound.catalog().versions().getFirst();
    assertThat(shown.names()).containsExactly("things");
    assertThat(shown.has("things/status")).isTrue();
    assertThat(text(shown.openApiV3())).contains("/things").doesNotContain("others");
    assertThat(text(bound.catalog().openApiV2())).contains("/things").doesNotContain("others");
    assertThatThrownBy(() -> bound.call(get(A, "namespaces/x/others", "")))
        .hasMessageContaining("could not find the requested resource");
  }

  @Test
  void whatStaysIsServedUntilItMayGo() {
    bound.serve(connections, offered, versions(A, "one", "things"), Set.of());
    bound.serve(Map.of("two", two), offered, versions(), Set.of(A));
    assertThat(bound.served()).containsExactly(A);
    assertThat(bound.inUse()).containsExactly(one);
    bound.call(get(A, "namespaces/x/things", ""));
    assertThat(one.asked).hasSize(1);
    bound.serve(Map.of("two", two), offered, versions(), Set.of());
    assertThat(bound.served()).isEmpty();
    assertThat(bound.inUse()).isEmpty();
  }

  @Test
  void aWatchEndsWhenItsResourceIsBoundOtherwise() {
    bound.serve(connections, offered, versions(A, "one", "things,others"), Set.of());
    StreamedResponse watch = bound.call(get(A, "things", "watch=true"));
    StreamedResponse stays = bound.call(get(A, "others", "watch=true"));
    bound.serve(connections, offered, versions(A, "one", "others"), Set.of());
    assertThat(((Answer) watch).cancelled).isTrue();
    assertThat(((Answer) stays).cancelled).isFalse();
  }

  @Test
  void listenersHearOfChangesAlone() {
    List<Integer> heard = new ArrayList<>();
    try (Subscription _ = bound.onCatalogChange(catalog -> heard.add(catalog.versions().size()))) {
      bound.serve(connections, offered, versions(A, "one", "things"), Set.of());
      bound.serve(connections, offered, versions(A, "one", "things"), Set.of());
      bound.serve(connections, offered, versions(), Set.of());
    }
    assertThat(heard).containsExactly(0, 1, 0);
  }
}
