package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.table.TableRenderer;
import dev.jetway.backend.table.TableRequest;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.QueryString;
import dev.jetway.tunnel.PrinterColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that are rendered here from objects are those that a real API server makes of the same
 * objects: of many columns, and of values that do not suit them.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class TableRenderingIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String GROUP = "/apis/tables.example.org/";

  private final ControlPlane provider;
  private final ApiClient api;

  TableRenderingIT(Rig rig) {
    this.provider = rig.provider();
    this.api = provider.api();
  }

  @BeforeAll
  void install() {
    provider.kubectl().runWithInput(resource("crd.yaml"), "apply", "-f", "-");
    provider
        .kubectl()
        .output("wait", "--for=condition=Established", "crd/oddities.tables.example.org");
    SOON.passes(() ->
        assertThat(
                provider
                    .kubectl()
                    .runWithInput(
                        resource("objects.yaml"),
                        "apply",
                        "--server-side",
                        "-n",
                        "default",
                        "-f",
                        "-")
                    .err())
            .isEmpty());
  }

  @AfterAll
  void remove() {
    provider
        .kubectl()
        .output(
            "patch",
            "oddity/other-types",
            "-n",
            "default",
            "--type=merge",
            "-p",
            "{\"metadata\":{\"finalizers\":null}}");
    provider.kubectl().output("delete", "crd/oddities.tables.example.org");
    api.close();
  }

  static Stream<String> forms() {
    return Stream.of("v1", "v2")
        .flatMap(api ->
            Stream.of("v1", "v1beta1")
                .flatMap(table ->
                    Stream.of("", "Metadata", "None", "Object")
                        .map(include -> api + " " + table + " " + include)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aListIsTheProvidersOwn(String form) {
    Request request = Request.of(form);
    SOON.passes(() -> { // a second may pass between the two
      JsonNode list = json(api.get(request.path()).body());
      TableRenderer renderer = renderer(request.version());
      ByteArrayOutputStream table = new ByteArrayOutputStream();
      table.writeBytes(renderer.head(request.form(), true));
      Instant now = Instant.now();
      for (int i = 0; i < list.path("items").size(); i++) {
        table.write(i == 0 ? ' ' : ',');
        table.writeBytes(renderer.row(request.form(), bytes(list.path("items").path(i)), now));
      }
      table.writeBytes(renderer.tail(list.path("metadata").path("resourceVersion").asText()));
      assertSame(
          json(table.toString(StandardCharsets.UTF_8)),
          json(get(request.path() + request.query(), request).body()));
    });
  }

  @ParameterizedTest
  @MethodSource("forms")
  void anObjectIsTheProvidersOwn(String form) {
    Request request = Request.of(form);
    SOON.passes(() -> {
      byte[] object = api.get(request.path() + "/whole").body().getBytes(StandardCharsets.UTF_8);
      byte[] table = renderer(request.version()).table(request.form(), object, true, Instant.now());
      assertSame(
          json(new String(table, StandardCharsets.UTF_8)),
          json(get(request.path() + "/whole" + request.query(), request).body()));
    });
  }

  @ParameterizedTest
  @MethodSource("forms")
  void watchEventsAndTheBookmarkAreTheProvidersOwn(String form) {
    Request request = Request.of(form);
    String watch =
        "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1";
    List<JsonNode> plain = events(api.get(request.path() + "?" + watch));
    List<JsonNode> tables = events(get(request.path() + request.query() + "&" + watch, request));
    TableRenderer renderer = renderer(request.version());

    assertThat(tables).hasSameSizeAs(plain).hasSizeGreaterThan(8);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(tables.get(i).path("type")).isEqualTo(plain.get(i).path("type"));
      byte[] object = bytes(plain.get(i).path("object"));
      byte[] table = renderer.table(request.form(), object, i == 0, Instant.now());
      assertSame(
          comparable(new String(table, StandardCharsets.UTF_8)),
          comparable(tables.get(i).path("object").toString()));
    }
    assertThat(tables.getLast().path("type").asText()).isEqualTo("BOOKMARK");
  }

  /**
   * The provider may have rendered an event a while ago, and the age is the last column; the
   * bookmarks of two watches may be of different versions.
   */
  private static JsonNode comparable(String json) {
    boolean bookmark = json.contains("k8s.io/initial-events-end");
    JsonNode table =
        json(
            bookmark
                ? json.replaceAll("\"resourceVersion\":\"\\d+\"", "\"resourceVersion\":\"1\"")
                : json);
    ArrayNode cells = (ArrayNode) table.path("rows").path(0).path("cells");
    if (cells.path(cells.size() - 1).asText().endsWith("s")) {
      cells.set(cells.size() - 1, "some seconds");
    }
    return table;
  }

  @Test
  void pathsBeyondTheSubsetAreLeftToTheProvider() {
    for (String path :
        List.of(
            "..text",
            ".spec.*",
            ".spec['a','b']",
            ".spec.list[0,1]",
            ".a}{.b",
            ".spec.list[x]",
            ".spec.things[?(@.inner[9])]",
            ".spec{range .list}",
            ".spec.list[")) {
      assertThat(TableRenderer.of(List.of(new PrinterColumn("c", "string", "", "", 0, path))))
          .as(path)
          .isEmpty();
    }
  }

  /** An API version, a table version, and what is included. */
  private record Request(String version, TableRequest form, String accept, String query) {
    static Request of(String text) {
      String[] words = text.split(" ", -1);
      String accept = "application/json;as=Table;v=" + words[1] + ";g=meta.k8s.io";
      String query = words[2].isEmpty() ? "?" : "?includeObject=" + words[2];
      return new Request(
          words[0],
          TableRequest.of(accept, QueryString.parse(query.substring(1))).orElseThrow(),
          accept,
          query);
    }

    String path() {
      return GROUP + version + "/namespaces/default/oddities";
    }
  }

  private HttpResponse<String> get(String pathAndQuery, Request request) {
    return api.send(api.request(pathAndQuery).GET().header("Accept", request.accept()));
  }

  private TableRenderer renderer(String version) {
    JsonNode definition =
        json(
            api.get(
                    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/oddities.tables.example.org")
                .body());
    List<PrinterColumn> columns = new ArrayList<>();
    for (JsonNode entry : definition.path("spec").path("versions")) {
      if (entry.path("name").asText().equals(version)) {
        for (JsonNode column : entry.path("additionalPrinterColumns")) {
          columns.add(
              new PrinterColumn(
                  column.path("name").asText(),
                  column.path("type").asText(),
                  column.path("format").asText(),
                  column.path("description").asText(),
                  column.path("priority").asInt(),
                  column.path("jsonPath").asText()));
        }
      }
    }
    return TableRenderer.of(columns).orElseThrow();
  }

  /** Cell by cell first: whole tables are unreadable in a failure. */
  private static void assertSame(JsonNode rendered, JsonNode real) {
    JsonNode definitions = rendered.path("columnDefinitions");
    for (int row = 0; row < real.path("rows").size(); row++) {
      JsonNode cells = real.path("rows").path(row).path("cells");
      for (int cell = 0; cell < cells.size(); cell++) {
        assertThat(rendered.path("rows").path(row).path("cells").path(cell))
            .as("%s of %s", definitions.path(cell).path("name"), cells.path(0))
            .isEqualTo(cells.path(cell));
      }
      assertThat(rendered.path("rows").path(row)).isEqualTo(real.path("rows").path(row));
    }
    assertThat(rendered).isEqualTo(real);
  }

  private static List<JsonNode> events(HttpResponse<String> watch) {
    assertThat(watch.statusCode()).as(watch.body()).isEqualTo(200);
    return watch.body().lines().map(TableRenderingIT::json).toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static byte[] bytes(JsonNode node) {
    return ((ObjectNode) node).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    try (InputStream in = TableRenderingIT.class.getResourceAsStream("/tables/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
