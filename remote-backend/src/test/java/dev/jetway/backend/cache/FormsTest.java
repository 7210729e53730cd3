package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Things;
import dev.jetway.backend.table.TableRenderer;
import dev.jetway.backend.view.ByteSink;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormsTest {
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final JsonForm WHOLE = JsonForm.whole("example.org/v1", "Thing", "ThingList");

  private final Forms forms = forms(Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "application/json, LIST, whole",
    "*/*, GET, whole",
    "'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', LIST, metadata",
    "'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', LIST, none",
    "'application/json; as=PartialObjectMetadata; v=v1; g=meta.k8s.io', WATCH, metadata",
    "'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', LIST, none",
    "'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', GET, none",
    "'application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io', GET, none",
    "'application/json;as=Table;v=v1;g=meta.k8s.io,application/json', LIST, none",
  })
  void theFirstChoiceIsGivenOrNone(String accept, Verb verb, String form) {
    Optional<Form> expected =
        switch (form) {
          case "whole" -> Optional.of(WHOLE);
          case "metadata" -> Optional.of(JsonForm.metadata());
          default -> Optional.empty();
        };
    assertThat(forms.choose(accept(accept), verb, QueryString.EMPTY, false)).isEqualTo(expected);
  }

  @Test
  void anyChoiceWillDoIfTheProviderCannotBeAsked() {
    assertThat(
            forms.choose(accept(TABLE + ",application/json"), Verb.LIST, QueryString.EMPTY, true))
        .contains(WHOLE);
    assertThat(forms.choose(accept(TABLE), Verb.LIST, QueryString.EMPTY, true)).isEmpty();
  }

  @Test
  void aTableIsGivenWhereItCanBeRendered() throws Exception {
    Forms rendering = forms(TableRenderer.of(List.of()));
    Form table =
        rendering
            .choose(accept(TABLE + ",application/json"), Verb.LIST, QueryString.EMPTY, false)
            .orElseThrow();
    Selection all = new Selection("", "", LabelSelector.EVERYTHING);
    ListBody body = new ListBody(List.of(Things.entry("a", "x", 1)), all, table, 7);
    assertThat(Content.Source.asString(body, StandardCharsets.UTF_8))
        .startsWith("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"columnDefinitions\":[")
        .contains(
            "\"rows\":[{\"cells\":[\"x\",null],\"object\":{\"kind\":\"PartialObjectMetadata\"")
        .endsWith("],\"metadata\":{\"resourceVersion\":\"7\"}}\n");
    QueryString odd = QueryString.parse("includeObject=Some");
    assertThat(rendering.choose(accept(TABLE), Verb.LIST, odd, false)).isEmpty();
  }

  private static Forms forms(Optional<TableRenderer> tables) {
    return new Forms("example.org/v1", "Thing", "ThingList", tables, Clock.systemUTC());
  }

  @Test
  void aListIsWrittenInPiecesThatMakeOneDocument() throws Exception {
    Selection all = new Selection("", "", LabelSelector.EVERYTHING);
    ListBody body =
        new ListBody(List.of(Things.entry("a", "x", 1), Things.entry("a", "y", 2)), all, WHOLE, 7);
    assertThat(Content.Source.asString(body, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"apiVersion\":\"example.org/v1\",\"items\":[%s,%s],\"kind\":\"ThingList\",\"metadata\":{\"continue\":\"\",\"resourceVersion\":\"7\"}}"
                    .formatted(text("x", 1), text("y", 2))
                + System.lineSeparator());
    Selection none = new Selection("b", "", LabelSelector.EVERYTHING);
    assertThat(
            Content.Source.asString(
                new ListBody(List.of(Things.entry("a", "x", 1)), none, WHOLE, 7),
                StandardCharsets.UTF_8))
        .contains("\"items\":[],");
  }

  @Test
  void aNamespaceIsFoundAmongItsNeighbours() {
    List<Entry> sorted =
        List.of(
            Things.entry("a-b", "x", 1),
            Things.entry("a", "x", 1),
            Things.entry("a", "y", 1),
            Things.entry("a0", "x", 1),
            Things.entry("b", "x", 1));
    Selection selection = new Selection("a", "", LabelSelector.EVERYTHING);
    assertThat(selection.narrow(sorted)).isEqualTo(sorted.subList(1, 3));
    assertThat(new Selection("aa", "", LabelSelector.EVERYTHING).narrow(sorted)).isEmpty();
    assertThat(new Selection("", "", LabelSelector.EVERYTHING).narrow(sorted)).hasSize(5);
  }

  private static String text(String name, long version) {
    ByteSink out = new ByteSink(16);
    Things.entry("a", name, version).writeTo(out);
    return new String(out.toArray(), StandardCharsets.UTF_8);
  }

  private static HttpFields accept(String value) {
    return HttpFields.build().put(HttpHeader.ACCEPT, value);
  }
}
