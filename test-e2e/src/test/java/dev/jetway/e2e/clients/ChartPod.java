package dev.jetway.e2e.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.install.Executable;
import dev.jetway.e2e.install.JetwayProcess;
import dev.jetway.e2e.install.TargetCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The container of a Deployment or a Job, run on this machine: with its command line, its
 * environment, and the rights of its ServiceAccount. What a node would give to a pod is given by
 * flags: how to reach the API server, and a port.
 */
final class ChartPod {
  static final String NAMESPACE = "jetway-system";

  private ChartPod() {}

  /**
   * Starts it.
   *
   * @param owner for example {@code deployment/jetway-connector}
   * @param replaced flags in the place of those of the same name
   */
  static JetwayProcess start(TargetCluster cluster, String owner, List<String> replaced) {
    JsonNode pod = spec(cluster, owner);
    JsonNode container = pod.at("/containers/0");
    List<String> line = new ArrayList<>();
    container.path("args").forEach(argument -> line.add(argument.asText()));
    for (String flag : replaced) {
      line.removeIf(argument -> argument.startsWith(flag.split("=", 2)[0] + "="));
    }
    line.addAll(replaced);
    line.add(
        "--kubeconfig="
            + cluster.serviceAccountKubeconfig(NAMESPACE, pod.path("serviceAccountName").asText()));
    Map<String, String> environment = new HashMap<>();
    container
        .path("env")
        .forEach(one -> environment.put(one.path("name").asText(), one.path("value").asText()));
    return JetwayProcess.start(
        owner,
        cluster.workDirectory().resolve(owner.replace('/', '-') + ".log"),
        Executable.ofThisJvm().with(environment),
        line);
  }

  private static JsonNode spec(TargetCluster cluster, String owner) {
    try {
      return new ObjectMapper()
          .readTree(cluster.kubectl().output("get", owner, "-n", NAMESPACE, "-o", "json"))
          .at("/spec/template/spec");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
