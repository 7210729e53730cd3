package dev.jetway.e2e.rig;

import com.github.dockerjava.api.model.Volume;
import dev.jetway.certs.CertificateAuthority;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** The container of a {@link KindControlPlane}: kind's node image, with kubeadm run in it. */
final class KindNode implements AutoCloseable {
  static final String AUDIT_LOG = "/var/log/kubernetes/audit.log";

  private static final String PKI = "/etc/kubernetes/pki/";
  private static final String AUDIT_POLICY = PKI + "audit-policy.yaml"; // a folder that is mounted
  private static final String KUBEADM_CONFIG = "/kind/kubeadm.conf";
  private static final int API_SERVER_PORT = 6443;
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final GenericContainer<?> container;

  private KindNode(GenericContainer<?> container) {
    this.container = container;
  }

  /** A container made as kind makes it, with the authorities in place that kubeadm is to use. */
  static KindNode create(String image, ControlPlanePki pki) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withPrivilegedMode(true)
            .withTmpFs(Map.of("/run", "rw", "/tmp", "rw"))
            .withEnv("KUBECONFIG", "/etc/kubernetes/admin.conf")
            .withCreateContainerCmdModifier(
                command -> command.withTty(true).withVolumes(new Volume("/var")))
            .withExposedPorts(API_SERVER_PORT)
            .withAccessToHost(true)
            .withCopyToContainer(Transferable.of(LocalPrograms.AUDIT_POLICY), AUDIT_POLICY)
            .waitingFor(
                Wait.forLogMessage(".*Reached target .*Multi-User System.*", 1)
                    .withStartupTimeout(START_LIMIT));
    copyAuthority(container, "ca", pki.users());
    copyAuthority(container, "front-proxy-ca", pki.frontProxy());
    return new KindNode(container);
  }

  /** Starts the container and the control plane in it. */
  void start(List<String> apiServerArguments) {
    container.start();
    String version = run("cat", "/kind/version").strip();
    String config = kubeadmConfig(version, container.getHost(), apiServerArguments);
    container.copyFileToContainer(Transferable.of(config), KUBEADM_CONFIG);
    run(
        "kubeadm",
        "init",
        "--config=" + KUBEADM_CONFIG,
        "--skip-phases=preflight,addon,show-join-command",
        "--skip-token-print");
  }

  /** The API server's address as seen from here. */
  String server() {
    return "https://" + container.getHost() + ":" + container.getMappedPort(API_SERVER_PORT);
  }

  /** Copies a file from the container to here. */
  void copyOut(String file, String target) {
    container.copyFileFromContainer(file, target);
  }

  /** Runs a command that must succeed, and returns its output. */
  String run(String... command) {
    ExecResult result = execute(command);
    if (result.getExitCode() != 0) {
      throw new RigException(
          "%s ended with %d: %s"
              .formatted(String.join(" ", command), result.getExitCode(), result.getStderr()));
    }
    return result.getStdout();
  }

  /** Whether a command succeeds. */
  boolean succeeds(String... command) {
    return execute(command).getExitCode() == 0;
  }

  @Override
  public void close() {
    container.stop();
  }

  private ExecResult execute(String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new RigException("could not run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while running " + String.join(" ", command), e);
    }
  }

  private static void copyAuthority(
      GenericContainer<?> container, String name, CertificateAuthority authority) {
    container
        .withCopyToContainer(
            Transferable.of(authority.material().certificatePem()), PKI + name + ".crt")
        .withCopyToContainer(Transferable.of(authority.material().keyPem()), PKI + name + ".key");
  }

  private static String kubeadmConfig(String version, String host, List<String> arguments) {
    StringBuilder more = new StringBuilder();
    for (String argument : arguments) {
      String[] parts = argument.replaceFirst("^--", "").split("=", 2);
      String value = parts.length == 2 ? parts[1] : "true";
      more.append("  - {name: \"%s\", value: \"%s\"}\n".formatted(parts[0], value));
    }
    return """
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    kubernetesVersion: %1$s
    apiServer:
      certSANs: [localhost, 127.0.0.1, "%2$s"]
      extraVolumes:
      - {name: audit, hostPath: /var/log/kubernetes, mountPath: /var/log/kubernetes, pathType: DirectoryOrCreate}
      extraArgs:
      - {name: requestheader-uid-headers, value: X-Remote-Uid}
      - {name: audit-policy-file, value: %3$s}
      - {name: audit-log-path, value: %4$s}
    %5$s---
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cgroupDriver: systemd
    cgroupRoot: /kubelet
    failSwapOn: false
    imageGCHighThresholdPercent: 100
    evictionHard: {imagefs.available: 0%%, nodefs.available: 0%%, nodefs.inodesFree: 0%%}
    """
        .formatted(version, host, AUDIT_POLICY, AUDIT_LOG, more);
  }
}
