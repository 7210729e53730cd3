package dev.jetway.e2e.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Free ports on loopback for programs that cannot choose one themselves.
 *
 * <p>They lie below the range from which operating systems take the ports of outgoing connections,
 * so that a server which is stopped for a while finds its port free again. Two programs may still
 * be given the same one at the same time: who starts a program on such a port starts it again on
 * another when the port is taken.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private final RandomGenerator random;

  Ports(RandomGenerator random) {
    this.random = random;
  }

  /** A port on which nothing listens at this moment. */
  int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException _) {
        // taken, try another
      }
    }
    throw new RigException("no free port between " + LOWEST + " and " + HIGHEST);
  }
}
