package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Python's official client: dynamic objects, and an informer that misses nothing. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class PythonClientIT {
  private final Installation jetway;

  PythonClientIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void claimsLiveAsAtTheProvider() {
    ScriptClient python = ScriptClient.python();
    List<Place> places = Place.pair(jetway, "life-python");
    try {
      List<String> here = python.run(places.getFirst(), "life.py").lines();
      List<String> there = python.run(places.getLast(), "life.py").lines();
      assertThat(here)
          .isEqualTo(there)
          .contains("event MODIFIED orders")
          .last()
          .isEqualTo("left 0");
    } finally {
      places.forEach(Place::delete);
    }
  }

  @Test
  void anInformerMissesNothing(@TempDir Path folder) {
    ScriptClient python = ScriptClient.python();
    Place place = Place.make(jetway.consumer(), "informer-python");
    Path output = folder.resolve("calls.txt");
    InformerScript script =
        new InformerScript(jetway, place.namespace(), () -> ScriptClient.handlerCalls(output));
    script.before();
    try (var informer = python.start(place, "informer.py", output)) {
      script.run();
      assertThat(informer.isAlive()).isTrue();
    } finally {
      place.delete();
    }
  }
}
