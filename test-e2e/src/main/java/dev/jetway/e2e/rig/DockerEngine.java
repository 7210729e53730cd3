package dev.jetway.e2e.rig;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/**
 * Whether a Docker engine is there: quick to say no, because Testcontainers is slow and loud at it.
 */
final class DockerEngine {
  private DockerEngine() {}

  static boolean answers(Map<String, String> environment) {
    boolean worthAsking =
        !environment.getOrDefault("DOCKER_HOST", "").isEmpty()
            || sockets(environment).stream().anyMatch(DockerEngine::accepts);
    return worthAsking && DockerClientFactory.instance().isDockerAvailable();
  }

  private static List<Path> sockets(Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("HOME", "/"));
    Path runtime = Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"));
    return List.of(
        Path.of("/var/run/docker.sock"),
        home.resolve(".docker/run/docker.sock"),
        home.resolve(".docker/desktop/docker.sock"),
        runtime.resolve("docker.sock"));
  }

  private static boolean accepts(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException _) {
      return false;
    }
  }
}
