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

/** JavaScript's official client: dynamic objects, and an informer that misses nothing. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class JavaScriptClientIT {
  private final Installation jetway;

  JavaScriptClientIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void claimsLiveAsAtTheProvider(@TempDir Path folder) {
    ScriptClient javaScript = ScriptClient.javaScript(folder);
    List<Place> places = Place.pair(jetway, "life-javascript");
    try {
      List<String> here = javaScript.run(places.getFirst(), "life.mjs").lines();
      List<String> there = javaScript.run(places.getLast(), "life.mjs").lines();
      assertThat(here).isEqualTo(there).last().isEqualTo("left 0");
    } finally {
      places.forEach(Place::delete);
    }
  }

  @Test
  void anInformerMissesNothing(@TempDir Path folder) {
    ScriptClient javaScript = ScriptClient.javaScript(folder);
    Place place = Place.make(jetway.consumer(), "informer-javascript");
    Path output = folder.resolve("calls.txt");
    InformerScript script =
        new InformerScript(jetway, place.namespace(), () -> ScriptClient.handlerCalls(output));
    script.before();
    try (var informer = javaScript.start(place, "informer.mjs", output)) {
      script.run();
      assertThat(informer.isAlive()).isTrue();
    } finally {
      place.delete();
    }
  }
}
