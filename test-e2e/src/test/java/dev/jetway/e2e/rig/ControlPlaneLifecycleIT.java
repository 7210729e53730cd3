package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class ControlPlaneLifecycleIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));

  private final ControlPlanes planes;

  ControlPlaneLifecycleIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void aRestartKeepsAddressAndDataAndCloseLeavesNothing() {
    List<ProcessHandle> processes = new ArrayList<>();
    Path folder;
    try (ControlPlane plane = planes.start("private")) {
      folder = plane.workDirectory();
      URI server = plane.server();
      plane.kubectl().output("create", "configmap", "kept");

      plane.stopApiServer();
      assertThat(plane.kubectl("get", "configmap", "kept").err()).contains("refused");
      plane.startApiServer();
      assertThat(plane.server()).isEqualTo(server);
      assertThat(plane.kubectl("get", "configmap", "kept").succeeded()).isTrue();

      plane.kill(Component.API_SERVER);
      plane.kill(Component.ETCD);
      plane.start(Component.ETCD);
      plane.startApiServer();
      assertThat(plane.kubectl("get", "configmap", "kept").succeeded()).isTrue();
      processes.addAll(familyOf(plane));
      assertThat(processes).hasSize(6); // each component and its watcher
    }
    assertThat(folder).doesNotExist();
    SOON.isTrue("the end of all processes", () -> noneAlive(processes));
  }

  @Test
  void aPausedApiServerHoldsItsClientsUntilItGoesOn() {
    try (ControlPlane plane = planes.start("paused")) {
      plane.pause(Component.API_SERVER);
      CommandResult silent = plane.kubectl("get", "ns", "--request-timeout=1s");
      assertThat(silent.succeeded()).isFalse();
      plane.resume(Component.API_SERVER);
      assertThat(plane.kubectl("get", "ns").succeeded()).isTrue();
      plane.pause(Component.ETCD); // and close() ends a paused one
    }
  }

  @Test
  void aFailedStartShowsTheLogAndLeavesNothing() {
    assertThatThrownBy(() -> planes.start("broken", "--no-such-flag"))
        .isInstanceOf(RigException.class)
        .hasMessageContaining("unknown flag: --no-such-flag")
        .hasMessageContaining("logs are kept in");
    assertThat(
            ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ControlPlaneLifecycleIT::commandLine))
        .noneMatch(line -> line.contains("broken-"));
  }

  @Test
  void nothingOutlivesAJvmThatIsKilled() throws IOException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-D"
                    + ControlPlanes.FOLDER_PROPERTY
                    + "="
                    + System.getProperty(ControlPlanes.FOLDER_PROPERTY, "target/rig"),
                HoldControlPlane.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> processes;
    try (BufferedReader out = jvm.inputReader()) {
      String pids = Optional.ofNullable(out.readLine()).orElseThrow();
      processes =
          Arrays.stream(pids.split(" ", -1))
              .map(Long::parseLong)
              .map(ProcessHandle::of)
              .flatMap(Optional::stream)
              .toList();
      assertThat(processes).hasSize(6).allMatch(ProcessHandle::isAlive);
    } finally {
      jvm.destroyForcibly();
    }
    SOON.isTrue("the end of all processes", () -> noneAlive(processes));
  }

  /** The pids of all that belongs to a control plane. */
  static List<ProcessHandle> familyOf(ControlPlane plane) {
    return Stream.of(Component.values())
        .flatMap(component -> plane.process(component).stream())
        .map(ChildProcess::handle)
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
        .toList();
  }

  private static boolean noneAlive(List<ProcessHandle> processes) {
    return processes.stream().noneMatch(ProcessHandle::isAlive);
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }
}
