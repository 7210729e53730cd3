package dev.jetway.e2e.differential;

import dev.jetway.e2e.SharedSingleInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtendWith;

/** With all objects of the consumer in one provider namespace. */
@ExtendWith({SharedRig.class, SharedSingleInstallation.class})
class SingleDifferentialIT extends Differential {
  SingleDifferentialIT(Installation jetway) {
    super(jetway, "Single");
  }
}
