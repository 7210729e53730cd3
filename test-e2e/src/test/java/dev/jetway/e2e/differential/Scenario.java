package dev.jetway.e2e.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Requests that belong together, in a namespace of their own.
 *
 * @param name also the name of its file
 * @param steps sent one after the other
 * @param reads sent after that, several at a time, as they change nothing
 */
record Scenario(String name, List<Step> steps, List<Step> reads) {
  /** The namespace that it works in, another for each mapping: both runs share a provider. */
  String namespace(String mapping) {
    return mapping.toLowerCase(Locale.ROOT) + "-" + name;
  }

  /** All requests, in the order in which their answers are compared. */
  List<Step> all() {
    List<Step> all = new ArrayList<>();
    steps.forEach(step -> addWithMeanwhile(step, all));
    reads.forEach(step -> addWithMeanwhile(step, all));
    return all;
  }

  private static void addWithMeanwhile(Step step, List<Step> all) {
    all.addAll(step.meanwhile());
    all.add(step);
  }
}
