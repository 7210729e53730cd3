package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A control plane of three plain processes on loopback.
 *
 * <p>{@code running} holds the processes that should be alive, and is the lock for itself. States:
 * starting → started → closed; a closed one launches nothing any more.
 */
final class LocalControlPlane implements ControlPlane {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);
  private static final int PORT_TRIES = 5;

  private final String name;
  private final WorkDirectory files;
  private final LocalPrograms programs;
  private final ControlPlaneAccess access;
  private final Thread atExit = new Thread(this::close, "stop-control-plane");
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Map<Component, ChildProcess> running = new EnumMap<>(Component.class);

  private LocalControlPlane(
      String name, WorkDirectory files, LocalPrograms programs, ControlPlaneAccess access) {
    this.name = name;
    this.files = files;
    this.programs = programs;
    this.access = access;
  }

  static LocalControlPlane start(
      String name, KubernetesBinaries binaries, Path folder, List<String> apiServerArguments) {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int i = 1; ; i++) {
      LocalControlPlane plane =
          prepare(name, binaries, WorkDirectory.create(folder, name), random, apiServerArguments);
      try {
        plane.begin();
        return plane;
      } catch (PortTakenException e) {
        plane.close();
        if (i == PORT_TRIES) {
          throw new RigException("could not start " + name + ": " + e.getMessage(), e);
        }
      } catch (RuntimeException e) {
        plane.keepFiles();
        plane.close();
        throw e;
      }
    }
  }

  private static LocalControlPlane prepare(
      String name,
      KubernetesBinaries binaries,
      WorkDirectory files,
      RandomGenerator random,
      List<String> apiServerArguments) {
    LocalPrograms.PortSet ports = LocalPrograms.PortSet.free(new Ports(random));
    // Each control plane has ClusterIPs of its own, which a test can really listen on (on Linux).
    String network = "127." + random.nextInt(64, 255) + ".0.";
    ControlPlanePki pki = ControlPlanePki.create(name, Clock.systemUTC());
    URI server = URI.create("https://127.0.0.1:" + ports.apiServer());
    LocalPrograms.writeFiles(files, pki, network + "1");
    files.write(
        "controller-manager.kubeconfig",
        new KubeconfigFile(
                server,
                pki.usersCertificate(),
                new KubeconfigFile.Credentials.Certificate(
                    pki.user("system:kube-controller-manager", List.of())))
            .toYaml());
    return new LocalControlPlane(
        name,
        files,
        new LocalPrograms(binaries, files, ports, network + "0/16", apiServerArguments),
        new ControlPlaneAccess(server, pki, files, binaries.kubectl()));
  }

  private void begin() {
    Runtime.getRuntime().addShutdownHook(atExit);
    launch(Component.ETCD);
    launch(Component.API_SERVER); // it waits for etcd by itself
    try (ApiClient api = api()) {
      awaitReady(api);
      launch(Component.CONTROLLER_MANAGER); // it would give up if it had to wait for long
      String account = "/api/v1/namespaces/default/serviceaccounts/default";
      await("the controllers of " + name, () -> answers(api, account));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ControlPlaneAccess access() {
    return access;
  }

  @Override
  public void stop(Component component) {
    remove(component).ifPresent(process -> process.stop(STOP_GRACE));
  }

  @Override
  public void kill(Component component) {
    remove(component).ifPresent(ChildProcess::kill);
  }

  @Override
  public void start(Component component) {
    if (process(component).isPresent()) {
      return;
    }
    launch(component);
    if (process(Component.ETCD).isPresent() && process(Component.API_SERVER).isPresent()) {
      try (ApiClient api = api()) {
        awaitReady(api);
      } catch (PortTakenException e) {
        throw new RigException("could not start " + name + " again: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void pause(Component component) {
    process(component).ifPresent(ChildProcess::pause);
  }

  @Override
  public void resume(Component component) {
    process(component).ifPresent(ChildProcess::resume);
  }

  @Override
  public AuditLog auditLog() {
    return new AuditLog(this::readAuditLog);
  }

  @Override
  public String externalNameOfThisHost(int port) {
    return "localhost";
  }

  @Override
  public void keepFiles() {
    files.keep();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (Component component : List.of(Component.values()).reversed()) {
      kill(component); // nothing here is worth a slow goodbye
    }
    files.close();
    if (!Thread.currentThread().equals(atExit)) {
      removeShutdownHook();
    }
  }

  @Override
  public Optional<ChildProcess> process(Component component) {
    synchronized (running) {
      return Optional.ofNullable(running.get(component));
    }
  }

  private Optional<ChildProcess> remove(Component component) {
    synchronized (running) {
      return Optional.ofNullable(running.remove(component));
    }
  }

  private void launch(Component component) {
    synchronized (running) {
      if (closed.get()) {
        throw new RigException("control plane " + name + " is closed");
      }
      running.put(
          component,
          ChildProcess.start(
              component.program() + " of " + name,
              programs.log(component),
              Map.of(),
              programs.command(component)));
    }
  }

  private void awaitReady(ApiClient api) {
    await("kube-apiserver of " + name, () -> answers(api, "/readyz"));
  }

  /** Waits for a condition, but not longer than the processes live that should. */
  private void await(String what, BooleanSupplier condition) {
    try {
      Eventually.within(READY_LIMIT)
          .isTrue(
              what,
              () -> {
                failIfEnded();
                return condition.getAsBoolean();
              });
    } catch (RigException e) {
      files.keep();
      String why = e.getMessage() + "; logs are kept in " + files.path();
      throw new RigException(why + "\n" + ChildProcess.tail(programs.log(Component.API_SERVER)), e);
    }
  }

  private void failIfEnded() {
    for (Component component : Component.values()) {
      Optional<ChildProcess> process = process(component);
      if (process.isPresent() && !process.get().isAlive()) {
        String tail = process.get().tail();
        if (tail.contains("address already in use")) {
          throw new PortTakenException(process.get().name());
        }
        throw new RigException(process.get().name() + " ended\n" + tail);
      }
    }
  }

  private static boolean answers(ApiClient api, String path) {
    try {
      return api.get(path).statusCode() == 200;
    } catch (RigException _) {
      return false; // not listening yet
    }
  }

  private byte[] readAuditLog() {
    try {
      return Files.readAllBytes(programs.auditLog());
    } catch (NoSuchFileException _) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // the JVM is going down already
    }
  }

  /** Somebody else took a port between its choice and its use: all is to be tried again. */
  private static final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String process) {
      super("the port of " + process + " is in use");
    }
  }
}
