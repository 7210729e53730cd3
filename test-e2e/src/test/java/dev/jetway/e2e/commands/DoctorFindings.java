package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.rig.CommandResult;
import java.util.ArrayList;
import java.util.List;

/** What {@code jetway doctor -o json} is given to read, and what it says. */
final class DoctorFindings {
  private DoctorFindings() {}

  /** Exactly such a finding is among what is wrong, and the exit code says so. */
  static void assertWrong(CommandResult result, String step, String found, String remedy) {
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(1);
    List<JsonNode> wrong = new ArrayList<>();
    try {
      for (JsonNode one : new ObjectMapper().readTree(result.out()).path("steps")) {
        if (one.path("result").asText().equals("WRONG")) {
          wrong.add(one);
        }
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(result.out(), e);
    }
    assertThat(wrong)
        .as(result.out() + result.err())
        .anySatisfy(one -> {
          assertThat(one.path("step").asText()).isEqualTo(step);
          assertThat(one.path("found").asText()).contains(found);
          assertThat(one.path("remedy").asText()).contains(remedy);
        });
  }

  /** A condition as a connector would have written it. */
  static String condition(String type, String status, String reason) {
    return "{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\",\"message\":\"said so\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}"
        .formatted(type, status, reason);
  }
}
