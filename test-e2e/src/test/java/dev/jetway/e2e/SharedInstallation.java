package dev.jetway.e2e;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.Rig;
import dev.jetway.e2e.rig.SharedRig;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an {@link Installation} between the two control planes of the shared rig, made once
 * per JVM.
 *
 * <p>Use it after {@link SharedRig} in {@code @ExtendWith}. Who stops a part of it starts it again.
 */
public final class SharedInstallation implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedInstallation.class);

  private final SharedRig sharedRig = new SharedRig();

  /** Closed by JUnit when the last test has ended, before the rig. */
  private record Installed(Installation installation) implements AutoCloseable {
    @Override
    public void close() {
      installation.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Installation.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return installation(context);
  }

  /** The shared installation, made if it is not there yet. */
  public Installation installation(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Installed.class, _ -> install(sharedRig.rig(context)), Installed.class)
        .installation();
  }

  private static Installed install(Rig rig) {
    return new Installed(Installation.between(rig.provider(), rig.consumer(), "c1"));
  }
}
