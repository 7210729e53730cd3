package dev.jetway.e2e.rig;

import java.io.IOException;
import java.util.stream.Collectors;

/** A program that starts a control plane, prints its process ids, and waits to be killed. */
final class HoldControlPlane {
  private HoldControlPlane() {}

  static void main() throws IOException {
    ControlPlane plane = ControlPlanes.find(_ -> {}).start("held");
    System.out.println(
        ControlPlaneLifecycleIT.familyOf(plane).stream()
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(" ")));
    int end = System.in.read();
    plane.close();
    System.exit(end);
  }
}
