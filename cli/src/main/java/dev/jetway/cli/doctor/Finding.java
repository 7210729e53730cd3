package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a step found.
 *
 * @param step the step's name
 * @param about the connection or binding that it is about; empty for the cluster
 * @param result how it is
 * @param tried what was tried
 * @param found what came back
 * @param remedy what to do; empty if nothing is wrong
 */
record Finding(
    String step, String about, Result result, String tried, String found, String remedy) {
  /** How it is. */
  enum Result {
    /** As it should be. */
    OK,
    /** Wrong: there is a remedy. */
    WRONG,
    /** Not looked at, since what it needs is wrong or not given. */
    SKIPPED
  }

  static Finding ok(String step, String about, String tried, String found) {
    return new Finding(step, about, Result.OK, tried, found, "");
  }

  static Finding wrong(String step, String about, String tried, String found, String remedy) {
    return new Finding(step, about, Result.WRONG, tried, found, remedy);
  }

  static Finding skipped(String step, String about, String why) {
    return new Finding(step, about, Result.SKIPPED, "", why, "");
  }

  boolean isWrong() {
    return result == Result.WRONG;
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("step", step)
        .put("about", about)
        .put("result", result.name())
        .put("tried", tried)
        .put("found", found)
        .put("remedy", remedy);
  }
}
