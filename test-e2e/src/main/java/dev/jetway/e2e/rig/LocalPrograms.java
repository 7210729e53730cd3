package dev.jetway.e2e.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of a local control plane's programs.
 *
 * @param binaries the programs
 * @param files the work directory, which holds the files that {@link #writeFiles} writes
 * @param ports where they listen
 * @param serviceRange the range of ClusterIPs, on loopback, for example {@code 127.96.0.0/16}
 * @param apiServerArguments more arguments for kube-apiserver
 */
record LocalPrograms(
    KubernetesBinaries binaries,
    WorkDirectory files,
    PortSet ports,
    String serviceRange,
    List<String> apiServerArguments) {

  private static final String LOOPBACK = "127.0.0.1";
  static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: Metadata
      """;

  /**
   * Where the programs listen.
   *
   * @param apiServer HTTPS
   * @param etcdClients HTTP, for the API server
   * @param etcdPeers HTTP, required though there are no peers
   */
  record PortSet(int apiServer, int etcdClients, int etcdPeers) {
    static PortSet free(Ports ports) {
      return new PortSet(ports.free(), ports.free(), ports.free());
    }
  }

  /** Writes what the programs read at their start, all but the kubeconfigs. */
  static void writeFiles(WorkDirectory files, ControlPlanePki pki, String serviceAddress) {
    files.write("audit-policy.yaml", AUDIT_POLICY);
    files.write("users-ca.crt", pki.usersCertificate());
    files.write("front-proxy-ca.crt", pki.frontProxy().material().certificatePem());
    files.write("service-accounts.key", pki.serviceAccounts().keyPem());
    files.write("service-accounts.crt", pki.serviceAccounts().certificatePem());
    var serving =
        pki.serving("localhost", LOOPBACK, serviceAddress, "kubernetes.default.svc", "kubernetes");
    files.write("apiserver.crt", serving.certificatePem());
    files.write("apiserver.key", serving.keyPem());
    var frontProxy = pki.frontProxyClient();
    files.write("front-proxy.crt", frontProxy.certificatePem());
    files.write("front-proxy.key", frontProxy.keyPem());
  }

  List<String> command(Component component) {
    return switch (component) {
      case ETCD -> etcd();
      case API_SERVER -> apiServer();
      case CONTROLLER_MANAGER -> controllerManager();
    };
  }

  Path log(Component component) {
    return files.resolve(component.program() + ".log");
  }

  Path auditLog() {
    return files.resolve("audit.log");
  }

  private List<String> etcd() {
    String clients = "http://" + LOOPBACK + ":" + ports.etcdClients();
    String peers = "http://" + LOOPBACK + ":" + ports.etcdPeers();
    return List.of(
        program(Component.ETCD),
        "--name=rig",
        "--data-dir=" + files.resolve("etcd-data"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=rig=" + peers);
  }

  private List<String> apiServer() {
    List<String> command =
        new ArrayList<>(
            List.of(
                program(Component.API_SERVER),
                "--bind-address=" + LOOPBACK,
                "--advertise-address=" + LOOPBACK,
                "--secure-port=" + ports.apiServer(),
                // The endpoints of the Service "kubernetes" must not be loopback addresses.
                "--endpoint-reconciler-type=none",
                "--etcd-servers=http://" + LOOPBACK + ":" + ports.etcdClients(),
                // Should the port turn out to be another control plane's, nothing of it is touched.
                "--etcd-prefix=/" + files.path().getFileName(),
                "--service-cluster-ip-range=" + serviceRange,
                "--authorization-mode=RBAC",
                "--client-ca-file=" + files.resolve("users-ca.crt"),
                "--tls-cert-file=" + files.resolve("apiserver.crt"),
                "--tls-private-key-file=" + files.resolve("apiserver.key"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + files.resolve("service-accounts.crt"),
                "--service-account-signing-key-file=" + files.resolve("service-accounts.key"),
                "--requestheader-client-ca-file=" + files.resolve("front-proxy-ca.crt"),
                "--requestheader-allowed-names=" + ControlPlanePki.FRONT_PROXY_NAME,
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-uid-headers=X-Remote-Uid",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--proxy-client-cert-file=" + files.resolve("front-proxy.crt"),
                "--proxy-client-key-file=" + files.resolve("front-proxy.key"),
                "--enable-aggregator-routing=false",
                // Watches would hold up a graceful end for a minute.
                "--shutdown-watch-termination-grace-period=1s",
                "--audit-policy-file=" + files.resolve("audit-policy.yaml"),
                "--audit-log-path=" + auditLog(),
                "--audit-log-maxsize=1000",
                "--audit-log-maxbackup=1"));
    command.addAll(apiServerArguments);
    return List.copyOf(command);
  }

  private List<String> controllerManager() {
    return List.of(
        program(Component.CONTROLLER_MANAGER),
        "--kubeconfig=" + files.resolve("controller-manager.kubeconfig"),
        "--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller,"
            + "resourcequota-controller,clusterrole-aggregation-controller,"
            + "root-ca-certificate-publisher-controller,horizontal-pod-autoscaler-controller",
        "--horizontal-pod-autoscaler-sync-period=2s",
        "--use-service-account-credentials",
        "--root-ca-file=" + files.resolve("users-ca.crt"),
        "--leader-elect=false",
        "--secure-port=0",
        "--namespace-sync-period=30s",
        "--resource-quota-sync-period=30s",
        "--kube-api-qps=200",
        "--kube-api-burst=400");
  }

  private String program(Component component) {
    return binaries.program(component.program()).toString();
  }
}
