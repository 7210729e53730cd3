package dev.jetway.e2e.rig;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A running Kubernetes control plane: etcd, kube-apiserver with RBAC and aggregation, and the
 * controllers that an aggregated API can break (garbage collector, namespaces, ServiceAccounts,
 * quotas, aggregated ClusterRoles, root CA ConfigMaps, horizontal autoscaling). There is no node:
 * nothing schedules or runs pods.
 *
 * <p>Get one from {@link ControlPlanes#start}. Safe for use by several threads, except that one
 * component must not be stopped and started by two threads at once.
 */
public interface ControlPlane extends AutoCloseable {
  /** The short name that it was started with. */
  String name();

  /** How it is reached, and who may sign its users. */
  ControlPlaneAccess access();

  /** Stops a component as an operator would, SIGTERM, and waits until it is gone; data stays. */
  void stop(Component component);

  /** Ends a component without a chance to say goodbye, SIGKILL, and waits until it is gone. */
  void kill(Component component);

  /**
   * Starts a stopped component again on the same port with the same data, and waits until the API
   * server is ready, unless etcd or the API server is stopped; does nothing if it runs.
   *
   * @throws RigException with the end of the log if it does not come up
   */
  void start(Component component);

  /** Freezes a component, SIGSTOP: its connections stay open and nothing answers on them. */
  void pause(Component component);

  /** Lets a frozen component go on, SIGCONT. */
  void resume(Component component);

  /**
   * The process of a component, for its CPU time and memory; empty while it is stopped, and where
   * it is no process of this machine (kind).
   */
  Optional<ChildProcess> process(Component component);

  /** Who did what, from the API server's audit log. */
  AuditLog auditLog();

  /**
   * The name that an ExternalName Service must have for the API server to reach a port of this
   * JVM's loopback.
   *
   * @param port the port, for sources that must open a way to it first
   */
  String externalNameOfThisHost(int port);

  /** Keeps the work directory, with all logs, after {@link #close()}. */
  void keepFiles();

  /** Stops everything and removes the work directory; a second call does nothing. */
  @Override
  void close();

  /** The API server's address. */
  default URI server() {
    return access().server();
  }

  /** The folder with logs, kubeconfigs and data. */
  default Path workDirectory() {
    return access().workDirectory();
  }

  /** A kubeconfig of a member of {@code system:masters}. */
  default Path adminKubeconfig() {
    return access().adminKubeconfig();
  }

  /** kubectl as the admin. */
  default Kubectl kubectl() {
    return access().kubectl();
  }

  /** kubectl as the admin: runs a command to its end, whatever its exit code. */
  default CommandResult kubectl(String... arguments) {
    return kubectl().run(arguments);
  }

  /** Applies manifests as the admin, see {@link Kubectl#apply}. */
  default String apply(String yaml) {
    return kubectl().apply(yaml);
  }

  /** An HTTP client with the admin's certificate; close it after use. */
  default ApiClient api() {
    return access().api(access().adminIdentity());
  }

  /**
   * An HTTP client that the API server takes for a front proxy: it is who its {@code X-Remote-User}
   * headers say; close it after use.
   */
  default ApiClient apiAsFrontProxy() {
    return access().api(access().frontProxyIdentity());
  }

  /** Writes a kubeconfig of a user with a client certificate. */
  default Path userKubeconfig(String user, String... groups) {
    return access().userKubeconfig(user, List.of(groups));
  }

  /**
   * Writes a kubeconfig of a ServiceAccount that exists, with a token of the TokenRequest API.
   *
   * @param lifetime of the token, at least 10 minutes
   * @param audiences whom the token is for; none means the API server itself
   */
  default Path serviceAccountKubeconfig(
      String namespace, String serviceAccount, Duration lifetime, String... audiences) {
    return access().serviceAccountKubeconfig(namespace, serviceAccount, lifetime, audiences);
  }

  /** The UID of the namespace {@code kube-system}, the control plane's identity. */
  default String clusterUid() {
    return kubectl().output("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}");
  }

  /**
   * Creates a namespace and in it a Service that leads to this JVM's loopback, so that an
   * APIService which names the Service and the port is reached there.
   */
  default void exposeLocalPort(String namespace, String service, int port) {
    apply(AggregatedApis.service(namespace, service, externalNameOfThisHost(port)));
  }

  /**
   * Registers an APIService at a Service of {@link #exposeLocalPort}.
   *
   * @param group the API group
   * @param version the version
   * @param authority signs the serving certificate, which must have the name {@code
   *     <service>.<namespace>.svc}
   */
  default void registerApiService(
      String group,
      String version,
      String namespace,
      String service,
      int port,
      CertificateAuthority authority) {
    apply(
        AggregatedApis.apiService(
            group, version, namespace, service, port, authority.material().certificatePem()));
  }

  /** The certificate and key of a user, signed by the control plane. */
  default KeyMaterial userIdentity(String user, String... groups) {
    return access().userIdentity(user, List.of(groups));
  }

  /** {@link #stop} of the API server. */
  default void stopApiServer() {
    stop(Component.API_SERVER);
  }

  /** {@link #start} of the API server. */
  default void startApiServer() {
    start(Component.API_SERVER);
  }
}
