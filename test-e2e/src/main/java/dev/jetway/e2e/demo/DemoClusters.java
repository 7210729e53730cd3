package dev.jetway.e2e.demo;

import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The two clusters of a demo: started for it, or a user's own.
 *
 * @param started what is stopped at the end, in this order
 */
record DemoClusters(TargetCluster provider, TargetCluster consumer, List<ControlPlane> started)
    implements AutoCloseable {

  /** Starts two control planes side by side. */
  static DemoClusters start(Stage stage) {
    stage.title("Start two real Kubernetes control planes");
    ControlPlanes controlPlanes = ControlPlanes.find(stage::say);
    stage.say("from " + controlPlanes.origin());
    return stage.during(
        "kube-apiserver, etcd and kube-controller-manager, twice", () -> startTwo(controlPlanes));
  }

  private static DemoClusters startTwo(ControlPlanes controlPlanes) {
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ControlPlane> provider = both.submit(() -> controlPlanes.start("provider"));
      Future<ControlPlane> consumer = both.submit(() -> controlPlanes.start("consumer"));
      ControlPlane first = provider.get();
      ControlPlane second = consumer.get();
      return new DemoClusters(
          TargetCluster.of(first), TargetCluster.of(second), List.of(first, second));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RigException failure
          ? failure
          : new RigException("could not start the control planes: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while starting the control planes", e);
    }
  }

  /** Two clusters that a user has; the kubectl is the user's own. */
  static DemoClusters existing(
      Path providerKubeconfig, Path consumerKubeconfig, String reachableAs) {
    return new DemoClusters(
        existing("provider", providerKubeconfig, reachableAs),
        existing("consumer", consumerKubeconfig, reachableAs),
        List.of());
  }

  private static TargetCluster existing(String name, Path kubeconfig, String reachableAs) {
    if (!Files.isReadable(kubeconfig)) {
      throw new RigException(
          kubeconfig + " cannot be read: give the kubeconfig of an admin of the " + name);
    }
    try {
      Path folder = Files.createTempDirectory("jetway-demo-" + name + "-");
      Kubectl kubectl = Kubectl.of(Path.of("kubectl"), kubeconfig.toAbsolutePath(), folder);
      return new TargetCluster(name, kubectl, folder, reachableAs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says how the two clusters can be used by hand. */
  void printHowToGoOn(Stage stage) {
    stage.say("Everything keeps running. Try it in another terminal:");
    stage.say("");
    stage.say(
        "  export KUBECONFIG=" + consumer.kubectl().kubeconfig() + "   # the consumer cluster");
    stage.say("  kubectl explain postgresinstances.spec");
    stage.say("");
    stage.say("  the control plane's kubeconfig: " + provider.kubectl().kubeconfig());
    stage.say("");
    stage.say("Ctrl-C stops it" + (started.isEmpty() ? "." : " and removes all files."));
  }

  @Override
  public void close() {
    started.forEach(ControlPlane::close);
  }
}
