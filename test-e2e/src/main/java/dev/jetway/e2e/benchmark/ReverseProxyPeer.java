package dev.jetway.e2e.benchmark;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.ServerNames;
import dev.jetway.e2e.install.FreePort;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What Jetway is compared with: a reverse proxy of a few lines of Go as the aggregated API server
 * of a group of its own, whose objects are like the claims.
 */
final class ReverseProxyPeer implements AutoCloseable {
  static final String COLLECTION = "/apis/peer.example.org/v1/namespaces/default/postgresinstances";
  private static final String PLACE = "reverse-proxy";
  private static final Eventually SOON = Eventually.within(Duration.ofMinutes(1));

  private final ChildProcess process;

  private ReverseProxyPeer(ChildProcess process) {
    this.process = process;
  }

  /** Builds and starts it, and waits until its API is available in the consumer. */
  static ReverseProxyPeer start(ControlPlane provider, ControlPlane consumer) {
    provider.apply(
        Samples.POSTGRES_CRD
            .yaml()
            .replace("platform.example.org", "peer.example.org")
            .replace("categories: [claim, platform]", "categories: []"));
    provider
        .kubectl()
        .output("wait", "--for=condition=Established", "crd/postgresinstances.peer.example.org");
    GoProgram program = GoProgram.build(PLACE, consumer.workDirectory().resolve(PLACE));
    int port = FreePort.next();
    CertificateAuthority authority = CertificateAuthority.create(PLACE, Clock.systemUTC());
    ChildProcess process = run(program, port, authority, provider);
    try {
      consumer.exposeLocalPort(PLACE, PLACE, port);
      consumer.registerApiService("peer.example.org", "v1", PLACE, PLACE, port, authority);
      SOON.isTrue(
          "the reverse proxy's API to be available",
          () -> consumer.kubectl("get", "--raw", COLLECTION).exitCode() == 0);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return new ReverseProxyPeer(process);
  }

  /** An object as large as a claim. */
  static String object(String name, int bytes) {
    return ClaimBody.json(name, bytes).replace("platform.example.org", "peer.example.org");
  }

  /** What the operating system counts of it. */
  ProcessAccounting accounting() {
    return new ProcessAccounting(process);
  }

  @Override
  public void close() {
    process.close();
  }

  private static ChildProcess run(
      GoProgram program, int port, CertificateAuthority authority, ControlPlane provider) {
    KeyMaterial serving =
        authority.issueServing(ServerNames.of(PLACE + "." + PLACE + ".svc"), Duration.ofDays(1));
    KeyMaterial admin = provider.access().adminIdentity();
    return program.start(
        List.of(
            "-listen=127.0.0.1:" + port,
            "-certificate=" + program.write("serving.crt", serving.certificatePem()),
            "-key=" + program.write("serving.key", serving.keyPem()),
            "-target=" + provider.server(),
            "-target-ca="
                + program.write(
                    "ca.crt", provider.access().authority().material().certificatePem()),
            "-user-certificate=" + program.write("user.crt", admin.certificatePem()),
            "-user-key=" + program.write("user.key", admin.keyPem())));
  }
}
