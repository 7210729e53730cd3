package dev.jetway.e2e.rig;

import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tests a {@link Rig} that is started once per JVM and shared by all test classes, and {@link
 * ControlPlanes} to start private ones from.
 *
 * <p>Who uses the shared rig works in namespaces of its own and leaves it as it was found. When a
 * test fails, the logs of the shared rig are kept and their folders named.
 */
public final class SharedRig implements ParameterResolver, TestWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(SharedRig.class);
  private static final Namespace NAMESPACE = Namespace.create(SharedRig.class);

  /** Found once, so that nobody waits for a build twice. */
  private record Found(ControlPlanes planes) {}

  /** Closed by JUnit when the last test has ended; a failed start is not tried again. */
  private record Started(Optional<Rig> rig, Optional<RigException> failure)
      implements AutoCloseable {
    static Started by(ControlPlanes planes) {
      try {
        return new Started(Optional.of(Rig.start(planes)), Optional.empty());
      } catch (RigException e) {
        return new Started(Optional.empty(), Optional.of(e));
      }
    }

    Rig orThrow() {
      return rig.orElseThrow(failure::orElseThrow);
    }

    @Override
    public void close() {
      rig.ifPresent(Rig::close);
    }
  }

  /** The shared rig, started if it is not there yet. */
  public Rig rig(ExtensionContext context) {
    return started(context).orThrow();
  }

  /** What starts more control planes. */
  public ControlPlanes controlPlanes(ExtensionContext context) {
    return found(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type.equals(Rig.class) || type.equals(ControlPlanes.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Rig.class)
        ? started(context).orThrow()
        : found(context);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    Started started = store(context).get(Started.class, Started.class);
    if (started != null) {
      started.rig().ifPresent(rig -> keepFiles(rig, context));
    }
  }

  private static void keepFiles(Rig rig, ExtensionContext context) {
    rig.keepFiles();
    LOG.warn(
        "kept logs test={} provider={} consumer={}",
        context.getTestMethod().map(Method::getName).orElse("?"),
        rig.provider().workDirectory(),
        rig.consumer().workDirectory());
  }

  private static Started started(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(Started.class, _ -> Started.by(found(context)), Started.class);
  }

  private static ControlPlanes found(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            Found.class,
            _ -> new Found(ControlPlanes.find(line -> LOG.info("rig {}", line))),
            Found.class)
        .planes();
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }
}
