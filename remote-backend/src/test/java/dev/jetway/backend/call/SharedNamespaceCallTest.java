package dev.jetway.backend.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.namespace.MappedNamespaces;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.GeneratedNames;
import dev.jetway.backend.view.SingleMapping;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.TunnelHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

/** Calls of a cluster whose objects are in a namespace that holds others. */
class SharedNamespaceCallTest {
  private static final Cluster CLUSTER = new Cluster("c1");
  private static final SingleMapping MAPPING =
      new SingleMapping(CLUSTER, new NamespaceMode.Single("apps", "uid"), "claim");
  private static final String THINGS = "/apis/x.org/v1/namespaces/team/things";
  private static final String NAME = SingleObjectName.of("claim", "team", "a", "uid");
  private static final String AT_PROVIDER = "/apis/x.org/v1/namespaces/apps/things/" + NAME;
  private static final String OWN =
      """
      {"metadata":{"labels":{"connect.jetway.dev/managed":"true","connect.jetway.dev/cluster":"c1",\
      "connect.jetway.dev/namespace":"team","connect.jetway.dev/name":"a"},"name":"%s","namespace":"apps"}}\
      """
          .formatted(NAME);
  private static final String FOREIGN =
      "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"apps\"}}".formatted(NAME);

  private final List<LinkRequest> sent = new ArrayList<>();

  @Test
  void aGeneratedNameThatIsTakenIsMadeAnew() {
    StreamedResponse answer =
        call(
            "POST",
            THINGS,
            "{\"metadata\":{\"generateName\":\"gen-\"}}",
            request -> sent.size() < 3 ? taken(request) : created(request),
            false);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(read(answer)).containsPattern("\"name\":\"gen-[a-z0-9]{5}\"");
    assertThat(sent.stream().map(SharedNamespaceCallTest::body)).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void afterEightNamesThereIsNone() {
    StreamedResponse answer =
        call(
            "POST",
            THINGS,
            "{\"metadata\":{\"generateName\":\"gen-\"}}",
            SharedNamespaceCallTest::taken,
            false);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(sent).hasSize(8);
    assertThat(read(answer))
        .containsPattern(
            "things.x.org \\\\\"gen-[a-z0-9]{5}\\\\\" already exists, the server was not able to generate a unique name for the object")
        .contains("\"reason\":\"AlreadyExists\"", "\"retryAfterSeconds\":1");
  }

  @Test
  void aGivenNameThatIsTakenIsNotTriedAgain() {
    StreamedResponse answer =
        call(
            "POST",
            THINGS,
            "{\"metadata\":{\"name\":\"a\"}}",
            SharedNamespaceCallTest::taken,
            false);
    assertThat(sent).hasSize(1);
    assertThat(read(answer)).contains("things.x.org \\\"a\\\" already exists");
  }

  @Test
  void aForeignObjectIsNeitherShownNorWritten() {
    for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
      sent.clear();
      StreamedResponse answer =
          call(
              method,
              THINGS + "/a",
              method.equals("GET") ? "" : "{\"metadata\":{}}",
              _ -> json(200, FOREIGN),
              false);
      assertThat(answer.status()).as(method).isEqualTo(404);
      assertThat(read(answer)).contains("things.x.org \\\"a\\\" not found");
      assertThat(sent).extracting(LinkRequest::method).containsExactly("GET");
      assertThat(sent.getFirst().path()).isEqualTo(AT_PROVIDER);
      assertThat(sent.getFirst().headers().get(TunnelHeaders.NAME)).isEqualTo("a");
    }
  }

  @Test
  void anObjectThatIsKnownIsWrittenAtOnce() {
    for (boolean known : new boolean[] {true, false}) {
      sent.clear();
      StreamedResponse answer =
          call("PATCH", THINGS + "/a", "{\"spec\":{}}", _ -> json(200, OWN), known);
      assertThat(read(answer)).isEqualTo("{\"metadata\":{\"name\":\"a\",\"namespace\":\"team\"}}");
      assertThat(sent)
          .extracting(LinkRequest::method)
          .isEqualTo(known ? List.of("PATCH") : List.of("GET", "PATCH"));
    }
  }

  @Test
  void aDeletionSaysTheConsumersName() {
    String success = "{\"kind\":\"Status\",\"status\":\"Success\",\"details\":{\"name\":\"%s\"}}";
    StreamedResponse answer =
        call("DELETE", THINGS + "/a", "", _ -> json(200, success.formatted(NAME)), true);
    assertThat(read(answer)).isEqualTo(success.formatted("a"));
  }

  private StreamedResponse call(
      String method,
      String path,
      String body,
      Function<LinkRequest, StreamedResponse> provider,
      boolean known) {
    ScriptedLink link = new ScriptedLink();
    link.answers =
        request -> {
          sent.add(request);
          return provider.apply(request);
        };
    MappedNamespaces mapped =
        new MappedNamespaces(new LinkCalls(link), Optional.empty(), Optional::empty, () -> {});
    ProviderCall.Surroundings around =
        new ProviderCall.Surroundings(
            link, mapped, new Known(known), new GeneratedNames(new Random(1)));
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return new ProviderCall(around, ApiCatalog.UNKNOWN, CLUSTER, MAPPING)
        .run(
            new ResourceRequest(
                method,
                RequestInfo.of(method, path, ""),
                HttpFields.build().put("Content-Type", type),
                body.isEmpty() ? Optional.empty() : Optional.of(UTF_8.encode(body)),
                UserInfo.of("jane", List.of()),
                ""));
  }

  private static StreamedResponse taken(LinkRequest request) {
    String name = body(request).replaceAll("(?s).*\"name\":\"([^\"]+)\".*", "$1");
    return BytesResponse.of(
        Status.of(409, "AlreadyExists", "things.x.org \"" + name + "\" already exists")
            .about("x.org", "things", name));
  }

  private static StreamedResponse json(int status, String body) {
    return new BytesResponse(status, "application/json", body.getBytes(UTF_8));
  }

  /** What the provider makes of a create. */
  private static StreamedResponse created(LinkRequest request) {
    String body = body(request);
    return json(201, body.replace("\"metadata\":{", "\"metadata\":{\"namespace\":\"apps\","));
  }

  private static String body(LinkRequest request) {
    return UTF_8.decode(request.body().orElseThrow().duplicate()).toString();
  }

  private static String read(StreamedResponse response) {
    return new String(ConsumerAnswer.readAll(response, 1 << 20), UTF_8);
  }

  private record Known(boolean all) implements KnownObjects {
    @Override
    public boolean has(ResourceKey resource, String namespace, String name) {
      return all;
    }

    @Override
    public boolean hasNoneIn(ResourceKey resource, String namespace) {
      return false;
    }
  }
}
