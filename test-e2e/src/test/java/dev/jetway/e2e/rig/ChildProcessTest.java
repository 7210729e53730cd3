package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Path log;

  ChildProcessTest(@TempDir Path folder) {
    this.log = folder.resolve("log");
  }

  @Test
  void reportsExitCodeAndBothOutputs() {
    try (ChildProcess process = shell("echo out; echo err >&2; exit 7")) {
      assertThat(process.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(log).hasContent("out\nerr");
      assertThat(process.tail()).endsWith("\n  out\n  err");
    }
  }

  @Test
  void isTheProgramAndNotAShellAroundIt() {
    try (ChildProcess process = shell("echo $$")) {
      process.awaitExit(LIMIT);
      assertThat(log).hasContent(Long.toString(process.pid()));
    }
  }

  @Test
  void stopLetsTheProgramSayGoodbye() {
    try (ChildProcess process =
        shell("trap 'echo goodbye; exit 3' TERM; echo ready; while :; do sleep 0.05; done")) {
      awaitReady();
      process.stop(LIMIT);
      assertThat(process.awaitExit(Duration.ZERO)).isEqualTo(3);
      assertThat(log).hasContent("ready\ngoodbye");
    }
  }

  @Test
  void stopKillsWhoDoesNotListen() {
    try (ChildProcess process = shell("trap '' TERM; echo ready; while :; do sleep 0.05; done")) {
      awaitReady();
      process.stop(Duration.ofMillis(100));
      assertThat(process.awaitExit(Duration.ZERO)).isEqualTo(128 + 9);
    }
  }

  @Test
  void aPausedProcessIsAliveAndCanBeStopped() {
    try (ChildProcess process = shell("echo ready; while :; do sleep 0.05; done")) {
      awaitReady();
      process.pause();
      assertThat(process.isAlive()).isTrue();
      process.stop(LIMIT);
      assertThat(process.awaitExit(Duration.ZERO)).isEqualTo(128 + 15);
    }
  }

  @Test
  void aMissingProgramEnds() {
    try (ChildProcess process =
        ChildProcess.start("ghost", log, Map.of(), List.of("/no/such/program"))) {
      assertThat(process.awaitExit(LIMIT)).isEqualTo(127);
      assertThat(process.tail()).contains("/no/such/program");
    }
  }

  @Test
  void theEnvironmentIsAdded() {
    try (ChildProcess process =
        ChildProcess.start(
            "env", log, Map.of("RIG", "42"), List.of("/bin/sh", "-c", "echo $RIG $HOME"))) {
      process.awaitExit(LIMIT);
      assertThat(log).hasContent("42 " + System.getenv("HOME"));
    }
  }

  private ChildProcess shell(String script) {
    return ChildProcess.start("script", log, Map.of(), List.of("/bin/sh", "-c", script));
  }

  private void awaitReady() {
    Eventually.within(LIMIT).passes(() -> assertThat(log).content().contains("ready"));
  }
}
