package dev.jetway.e2e;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtendWith;

/** With a provider namespace for each of the consumer's. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class ClaimLifecycleIT extends ClaimLifecycle {
  ClaimLifecycleIT(Installation jetway) {
    super(jetway);
  }
}
