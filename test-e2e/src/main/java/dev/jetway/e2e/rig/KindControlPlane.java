package dev.jetway.e2e.rig;

import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.testcontainers.Testcontainers;
import org.testcontainers.containers.GenericContainer;

/**
 * A control plane in one container of kind's node image, set up by the kubeadm inside it, for
 * machines with a Docker engine and without the programs.
 *
 * <p>The authorities are made here and handed to kubeadm, so that everything that signs with them
 * works as for {@link LocalControlPlane}. What differs: components are static pods of a kubelet, so
 * that stopping one takes seconds; all controllers run; data is synced to disk; and this JVM's
 * loopback is reached through Testcontainers' port forwarding.
 *
 * <p>The image's inside is not an interface that kind promises to keep: {@link #IMAGE} is the one
 * that this was written for, after kind's own sources.
 */
final class KindControlPlane implements ControlPlane {
  static final String IMAGE = "kindest/node:v1.36.1";

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final String name;
  private final WorkDirectory files;
  private final KindNode node;
  private final ControlPlaneAccess access;

  private KindControlPlane(
      String name, WorkDirectory files, KindNode node, ControlPlaneAccess access) {
    this.name = name;
    this.files = files;
    this.node = node;
    this.access = access;
  }

  static KindControlPlane start(String name, Path folder, List<String> apiServerArguments) {
    WorkDirectory files = WorkDirectory.create(folder, name);
    ControlPlanePki pki = ControlPlanePki.create(name, Clock.systemUTC());
    KindNode node = KindNode.create(IMAGE, pki);
    try {
      node.start(apiServerArguments);
      ControlPlaneAccess access =
          new ControlPlaneAccess(
              URI.create(node.server()), pki, files, kubectlProgram(node, files));
      KindControlPlane plane = new KindControlPlane(name, files, node, access);
      plane.awaitReady();
      return plane;
    } catch (RuntimeException e) {
      node.close();
      files.close();
      throw new RigException("could not start " + name + " with kind: " + e.getMessage(), e);
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
    takeManifestAway(component);
    await("the end of " + component.program(), () -> !isRunning(component));
  }

  @Override
  public void kill(Component component) {
    takeManifestAway(component);
    signal(component, "KILL");
    await("the end of " + component.program(), () -> !isRunning(component));
  }

  @Override
  public void start(Component component) {
    if (!isRunning(component)) {
      node.run("mv", asideManifest(component), manifest(component));
      await(component.program(), () -> isRunning(component));
    }
    if (isRunning(Component.ETCD) && isRunning(Component.API_SERVER)) {
      awaitReady();
    }
  }

  @Override
  public void pause(Component component) {
    signal(component, "STOP");
  }

  @Override
  public void resume(Component component) {
    signal(component, "CONT");
  }

  @Override
  public Optional<ChildProcess> process(Component component) {
    return Optional.empty();
  }

  @Override
  public AuditLog auditLog() {
    return new AuditLog(() -> node.run("cat", KindNode.AUDIT_LOG).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String externalNameOfThisHost(int port) {
    Testcontainers.exposeHostPorts(port);
    return GenericContainer.INTERNAL_HOST_HOSTNAME;
  }

  @Override
  public void keepFiles() {
    files.keep();
  }

  @Override
  public void close() {
    node.close();
    files.close();
  }

  private void awaitReady() {
    await(
        "the controllers of " + name,
        () -> kubectl("get", "serviceaccount", "-n", "default", "default").succeeded());
  }

  private static void await(String what, BooleanSupplier condition) {
    Eventually.within(LIMIT).isTrue(what, condition);
  }

  private boolean isRunning(Component component) {
    return node.succeeds("pgrep", "-f", "^" + component.program() + " ");
  }

  private void signal(Component component, String signal) {
    node.succeeds("pkill", "-" + signal, "-f", "^" + component.program() + " ");
  }

  private void takeManifestAway(Component component) {
    node.run("mv", manifest(component), asideManifest(component));
  }

  private static String manifest(Component component) {
    return "/etc/kubernetes/manifests/" + component.program() + ".yaml";
  }

  private static String asideManifest(Component component) {
    return "/etc/kubernetes/" + component.program() + ".yaml";
  }

  /** The kubectl on the PATH, else, on Linux, the node's own. */
  private static Path kubectlProgram(KindNode node, WorkDirectory files) {
    for (String folder : System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1)) {
      Path program = Path.of(folder, "kubectl");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    Path copy = files.resolve("kubectl");
    node.copyOut("/usr/bin/kubectl", copy.toString());
    if (!copy.toFile().setExecutable(true)) {
      throw new RigException("could not make " + copy + " executable");
    }
    return copy;
  }
}
