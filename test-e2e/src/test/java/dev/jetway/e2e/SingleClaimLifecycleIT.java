package dev.jetway.e2e;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtendWith;

/** With all objects of the consumer in one provider namespace. */
@ExtendWith({SharedRig.class, SharedSingleInstallation.class})
class SingleClaimLifecycleIT extends ClaimLifecycle {
  SingleClaimLifecycleIT(Installation jetway) {
    super(jetway);
  }
}
