package dev.jetway.e2e;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an {@link Installation} whose consumer has all its objects in one namespace of the
 * shared rig's provider: a third control plane beside the two of {@link SharedInstallation}, made
 * once per JVM.
 *
 * <p>Use it after {@link SharedRig} in {@code @ExtendWith}, in place of the other.
 */
public final class SharedSingleInstallation implements ParameterResolver {
  /** The provider namespace. */
  public static final String NAMESPACE = "one-for-all";

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(SharedSingleInstallation.class);

  private final SharedRig sharedRig = new SharedRig();
  private final SharedInstallation shared = new SharedInstallation();

  /** Closed by JUnit before the installation whose gateway it uses. */
  private record Installed(Installation installation) implements AutoCloseable {
    @Override
    public void close() {
      installation.connector().close();
      installation.consumer().close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Installation.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Installation other = shared.installation(context);
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(Installed.class, _ -> install(other, context), Installed.class)
        .installation();
  }

  private Installed install(Installation other, ExtensionContext context) {
    ControlPlane consumer = sharedRig.controlPlanes(context).start("single");
    return new Installed(
        Installation.connectSingle(other.provider(), other.gateway(), consumer, "s1", NAMESPACE));
  }
}
