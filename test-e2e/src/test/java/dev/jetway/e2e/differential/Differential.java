package dev.jetway.e2e.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.RigException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever is asked of a bound API is answered as the provider itself answers it. */
abstract class Differential {
  private static final Logger LOG = LoggerFactory.getLogger(Differential.class);

  private final Installation jetway;
  private final String mapping;
  private final KnownDifferences known;
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private int requests;

  /**
   * A comparison.
   *
   * @param mapping how the consumer's namespaces are kept, as the table of known differences calls
   *     it
   */
  Differential(Installation jetway, String mapping) {
    this.jetway = jetway;
    this.mapping = mapping;
    this.known = KnownDifferences.read(mapping);
  }

  @TestFactory
  Stream<DynamicTest> answersAreTheProvidersOwn() {
    String only = System.getProperty("jetway.differential.only", "");
    List<Scenario> scenarios =
        Corpus.scenarios().stream().filter(each -> each.name().contains(only)).toList();
    Stream<DynamicTest> each =
        scenarios.stream()
            .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> compare(scenario)));
    return only.isEmpty()
        ? Stream.concat(each, Stream.of(DynamicTest.dynamicTest("all of it", this::isWhole)))
        : each;
  }

  private void isWhole() {
    LOG.info(
        "differential test, {}: {} requests on each side, statuses {}, {} known differences",
        mapping,
        requests,
        statuses,
        known.size());
    assertThat(requests).isGreaterThanOrEqualTo(400);
    assertThat(known.unused()).as("known differences that are no longer").isEmpty();
  }

  private void compare(Scenario scenario) throws InterruptedException {
    Map<Integer, Answer> directly;
    Map<Integer, Answer> through;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Map<Integer, Answer>> one = threads.submit(() -> play(scenario, jetway.provider()));
      Future<Map<Integer, Answer>> other = threads.submit(() -> play(scenario, jetway.consumer()));
      directly = one.get();
      through = other.get();
    } catch (ExecutionException e) {
      throw new RigException("could not play " + scenario.name() + ": " + e.getCause(), e);
    } finally {
      removeNamespace(scenario, jetway.provider());
      removeNamespace(scenario, jetway.consumer());
    }
    report(scenario, directly, through);
  }

  private Map<Integer, Answer> play(Scenario scenario, ControlPlane plane) {
    plane.kubectl().output("create", "namespace", scenario.namespace(mapping));
    Map<String, String> variables = new HashMap<>(Corpus.variables());
    variables.put("ns", scenario.namespace(mapping));
    try (ApiClient api = plane.api()) {
      return new Player(api, variables).play(scenario);
    }
  }

  private void removeNamespace(Scenario scenario, ControlPlane plane) {
    plane.kubectl("delete", "namespace", scenario.namespace(mapping), "--wait=false");
  }

  private void report(
      Scenario scenario, Map<Integer, Answer> directly, Map<Integer, Answer> through) {
    Comparison comparison = new Comparison(jetway.singleNamespace().isPresent());
    List<String> faults = new ArrayList<>();
    for (Step step : scenario.all()) {
      Answer direct = Objects.requireNonNull(directly.get(step.number()));
      requests++;
      statuses.merge(direct.status(), 1, Integer::sum);
      step.status()
          .filter(status -> status != direct.status())
          .ifPresent(status ->
              faults.add(
                  "%s%n    the corpus expects %d, the provider says %d: %s"
                      .formatted(
                          step.title(),
                          status,
                          direct.status(),
                          new String(direct.bytes(), StandardCharsets.UTF_8))));
      List<Difference> differences =
          comparison.of(step, direct, Objects.requireNonNull(through.get(step.number()))).stream()
              .filter(difference -> !known.has(difference))
              .toList();
      if (!differences.isEmpty()) {
        faults.add(text(step, differences));
      }
    }
    assertThat(faults).as("answers that differ in " + scenario.name()).isEmpty();
  }

  private static String text(Step step, List<Difference> differences) {
    StringBuilder text = new StringBuilder("\n").append(step.title()).append('\n');
    step.body()
        .ifPresent(body ->
            text.append("  body     ")
                .append(body.length() > 300 ? body.substring(0, 300) + "…" : body)
                .append('\n'));
    for (Difference difference : differences) {
      text.append("  at       ").append(difference.place()).append('\n');
      text.append("  direct   ").append(difference.direct()).append('\n');
      text.append("  through  ").append(difference.through()).append('\n');
    }
    return text.toString();
  }
}
