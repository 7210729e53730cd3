package dev.jetway.e2e.differential;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtendWith;

/** With a provider namespace for each of the consumer's. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class DifferentialIT extends Differential {
  DifferentialIT(Installation jetway) {
    super(jetway, "PerNamespace");
  }
}
