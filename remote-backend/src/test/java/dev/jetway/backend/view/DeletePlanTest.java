package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.buffer;
import static dev.jetway.backend.view.Views.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.StatusException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeletePlanTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"propagationPolicy\":\"Foreground\",\"x\":1} | connect.jetway.dev/foreground-deletion | {\"propagationPolicy\":\"Background\",\"x\":1}",
        "{\"propagationPolicy\":\"Orphan\"} | connect.jetway.dev/orphan | {\"propagationPolicy\":\"Background\"}",
        "{\"orphanDependents\":true} | connect.jetway.dev/orphan | {\"propagationPolicy\":\"Background\"}",
      })
  void theProviderDeletesInTheBackgroundAndAFinalizerHolds(
      String body, String finalizer, String provider) {
    DeletePlan plan = DeletePlan.of(QueryString.EMPTY, Optional.of(buffer(body)));
    assertThat(plan.finalizer()).contains(finalizer);
    assertThat(text(plan.body().orElseThrow())).isEqualTo(provider);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"propagationPolicy\" : \"Background\" }",
        "{}",
        "{\"orphanDependents\":false}",
        "{\"propagationPolicy\":\"Foreground\",\"orphanDependents\":true}",
        "{\"propagationPolicy\":\"Sideways\"}",
        "propagationPolicy: Background\n"
      })
  void everythingElseIsTheProvidersToDo(String body) {
    DeletePlan plan = DeletePlan.of(QueryString.EMPTY, Optional.of(buffer(body)));
    assertThat(plan.finalizer()).isEmpty();
    assertThat(text(plan.body().orElseThrow())).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dryRun=All&propagationPolicy=Foreground | connect.jetway.dev/foreground-deletion | dryRun=All&propagationPolicy=Background",
        "orphanDependents=true&gracePeriodSeconds=0 | connect.jetway.dev/orphan | gracePeriodSeconds=0&propagationPolicy=Background",
        "propagationPolicy=Orphan | connect.jetway.dev/orphan | propagationPolicy=Background",
        "orphanDependents=false | '' | orphanDependents=false",
      })
  void withoutABodyTheQueryCounts(String query, String finalizer, String provider) {
    DeletePlan plan = DeletePlan.of(QueryString.parse(query), Optional.of(buffer("")));
    assertThat(plan.finalizer().orElse("")).isEqualTo(finalizer);
    assertThat(plan.query().encode()).isEqualTo(provider);
    assertThat(plan.body()).isEmpty();
  }

  @Test
  void withABodyTheQueryDoesNotCount() {
    QueryString query = QueryString.parse("propagationPolicy=Orphan");
    DeletePlan plan = DeletePlan.of(query, Optional.of(buffer("{}")));
    assertThat(plan.finalizer()).isEmpty();
    assertThat(plan.query()).isEqualTo(query);
  }

  @Test
  void preconditionsAndTheRestAreReported() {
    DeletionOptions options =
        DeletePlan.of(
                QueryString.EMPTY,
                Optional.of(
                    buffer(
                        "{\"preconditions\":{\"uid\":\"u\",\"resourceVersion\":\"7\"},\"dryRun\":[\"All\"],\"gracePeriodSeconds\":3}")))
            .options();
    assertThat(options.uid()).isEqualTo("u");
    assertThat(options.resourceVersion()).isEqualTo("7");
    assertThat(options.dryRun()).containsExactly("All");
    assertThat(options.gracePeriodSeconds()).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "null", "text"})
  void aBodyThatIsNoDeleteOptionsIsRefused(String body) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> DeletePlan.of(QueryString.EMPTY, Optional.of(buffer(body))))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }
}
