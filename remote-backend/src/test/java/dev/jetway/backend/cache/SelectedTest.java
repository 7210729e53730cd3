package dev.jetway.backend.cache;

import static dev.jetway.backend.feed.Things.added;
import static dev.jetway.backend.feed.Things.deleted;
import static dev.jetway.backend.feed.Things.entry;
import static dev.jetway.backend.feed.Things.modified;
import static dev.jetway.backend.feed.Things.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.feed.Change;
import dev.jetway.backend.feed.Event;
import dev.jetway.backend.feed.Timeline;
import dev.jetway.backend.table.TableRenderer;
import dev.jetway.backend.table.TableRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectedTest {
  private static final JsonForm WHOLE = JsonForm.whole("example.org/v1", "Thing", "ThingList");

  @ParameterizedTest
  @CsvSource({
    "shop, shop, MODIFIED 2",
    "other, shop, ADDED 2",
    "shop, other, DELETED 2",
    "other, other, ''",
    "'', shop, ADDED 2",
    "shop, '', DELETED 2"
  })
  void aModificationMayComeIntoTheSelectionOrLeaveIt(String before, String after, String seen) {
    Timeline timeline = timeline(1, 8, entry("a", "x", 1, before));
    timeline.advance(List.of(modified(entry("a", "x", 2, after))));
    Optional<String> line = line(timeline, "shop", WHOLE);
    if (seen.isEmpty()) {
      assertThat(line).isEmpty();
      return;
    }
    assertThat(line.orElseThrow())
        .contains("\"type\":\"" + seen.substring(0, seen.indexOf(' ')) + "\"");
    assertThat(line.orElseThrow()).contains("\"resourceVersion\":\"2\"");
    assertThat(line.orElseThrow()).contains("\"app\":\"shop\"").doesNotContain("other");
  }

  @Test
  void anAdditionAndADeletionAreSeenIfSelected() {
    assertThat(only(added(entry("a", "x", 2, "shop")), "shop").orElseThrow()).contains("ADDED");
    assertThat(only(added(entry("a", "x", 2, "other")), "shop")).isEmpty();
    Timeline timeline = timeline(1, 8, entry("a", "x", 1, "shop"));
    timeline.advance(List.of(deleted(entry("a", "x", 2, "shop"))));
    assertThat(line(timeline, "shop", WHOLE).orElseThrow())
        .isEqualTo(
            "{\"type\":\"DELETED\",\"object\":{\"apiVersion\":\"example.org/v1\",\"kind\":\"Thing\",\"metadata\":"
                + "{\"name\":\"x\",\"namespace\":\"a\",\"resourceVersion\":\"2\",\"labels\":{\"app\":\"shop\"}},\"spec\":{}}}\n");
    assertThat(line(timeline, "other", WHOLE)).isEmpty();
  }

  @Test
  void metadataAloneCanBeWritten() {
    Timeline timeline = timeline(1, 8);
    timeline.advance(List.of(added(entry("a", "x", 2))));
    assertThat(line(timeline, "", JsonForm.metadata()).orElseThrow())
        .isEqualTo(
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                + "{\"name\":\"x\",\"namespace\":\"a\",\"resourceVersion\":\"2\"}}}\n");
  }

  @Test
  void theBytesOfAnEventAreSharedByAllWhoSeeTheSame() {
    Timeline timeline = timeline(1, 8);
    timeline.advance(List.of(added(entry("a", "x", 2, "shop"))));
    Event event = timeline.at(0).orElseThrow();
    byte[] one = new Selected(selection(""), WHOLE).line(event).orElseThrow();
    byte[] other =
        new Selected(selection("shop"), JsonForm.whole("example.org/v1", "Thing", "ThingList"))
            .line(event)
            .orElseThrow();
    byte[] metadata = new Selected(selection(""), JsonForm.metadata()).line(event).orElseThrow();
    assertThat(other).isSameAs(one);
    assertThat(metadata).isNotSameAs(one);
  }

  @Test
  void onlyTheFirstTableOfAWatchSaysWhatItsColumnsAre() {
    Timeline timeline = timeline(1, 8);
    timeline.advance(List.of(added(entry("a", "x", 2)), added(entry("a", "y", 3))));
    TableForm form =
        new TableForm(
            WHOLE,
            TableRenderer.of(List.of()).orElseThrow(),
            new TableRequest(TableRequest.Version.V1, TableRequest.Included.METADATA),
            true,
            Clock.systemUTC());
    Selected one = new Selected(selection(""), form);
    Selected other = new Selected(selection(""), form);
    byte[] first = one.line(timeline.at(0).orElseThrow()).orElseThrow();
    byte[] second = one.line(timeline.at(1).orElseThrow()).orElseThrow();
    assertThat(new String(first, StandardCharsets.UTF_8)).contains("\"columnDefinitions\":[{");
    assertThat(new String(second, StandardCharsets.UTF_8))
        .contains("\"columnDefinitions\":null", "\"cells\":[\"y\",null]");
    assertThat(other.line(timeline.at(0).orElseThrow()).orElseThrow()).isSameAs(first);
    assertThat(other.line(timeline.at(1).orElseThrow()).orElseThrow()).isSameAs(second);
  }

  @Test
  void otherNamespacesAreNotSeen() {
    Timeline timeline = timeline(1, 8);
    timeline.advance(List.of(added(entry("a", "x", 2))));
    Selection elsewhere = new Selection("b", "", LabelSelector.EVERYTHING);
    assertThat(new Selected(elsewhere, WHOLE).line(timeline.at(0).orElseThrow())).isEmpty();
  }

  private static Optional<String> only(Change change, String app) {
    Timeline timeline = timeline(1, 8);
    timeline.advance(List.of(change));
    return line(timeline, app, WHOLE);
  }

  private static Optional<String> line(Timeline timeline, String app, Form form) {
    return new Selected(selection(app), form)
        .line(timeline.at(0).orElseThrow())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static Selection selection(String app) {
    return new Selection(
        "", "", LabelSelector.parse(app.isEmpty() ? "" : "app=" + app).orElseThrow());
  }
}
