package dev.jetway.cli;

import dev.jetway.tunnel.offer.OfferRule;
import java.util.List;
import picocli.CommandLine.Option;

/** The connector's own flags. Text as given: parsed by {@link ConnectorSettings}. */
final class ConnectorFlags {
  @Option(
      names = "--connection-name",
      paramLabel = "<name>",
      defaultValue = "default",
      description = "Name of the connection, in messages and labels. Default: ${DEFAULT-VALUE}")
  String connectionName = "";

  @Option(
      names = "--leader-lease",
      paramLabel = "<namespace/name>",
      defaultValue = "jetway-system/jetway-connector",
      description =
          "Without --gateway and --provider-kubeconfig, the ClusterConnections of the cluster are "
              + "followed: the Lease that says which replica writes their status. Its namespace is "
              + "the connector's own, where Secrets are read. Default: ${DEFAULT-VALUE}")
  String leaderLease = "";

  @Option(
      names = "--gateway",
      paramLabel = "<host:port>",
      defaultValue = "",
      description = "The control plane's gateway, to dial out to.")
  String gateway = "";

  @Option(
      names = "--gateway-ca-file",
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "What the gateway's certificate must come from (PEM); read again when it changes.")
  String gatewayCaFile = "";

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Token of this cluster's ServiceAccount at the control plane; read again.")
  String tokenFile = "";

  @Option(
      names = "--tunnel-connections",
      paramLabel = "<number>",
      defaultValue = "2",
      description = "Connections kept open to the gateway, 1 to 8. Default: ${DEFAULT-VALUE}")
  String tunnelConnections = "";

  @Option(
      names = "--tunnel-compression",
      paramLabel = "gzip|none",
      defaultValue = "gzip",
      description =
          "Large answers on their way from the control plane: compressed, which costs it and us CPU, or "
              + "not. Default: ${DEFAULT-VALUE}")
  String tunnelCompression = "";

  @Option(
      names = "--provider-kubeconfig",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Reach the control plane directly with this kubeconfig, without a gateway.")
  String providerKubeconfig = "";

  @Option(
      names = "--provider-context",
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of the provider kubeconfig. Default: its current one.")
  String providerContext = "";

  @Option(
      names = "--cluster-name",
      paramLabel = "<name>",
      defaultValue = "",
      description =
          "With --provider-kubeconfig: the name of this cluster at the control plane. Through a "
              + "gateway the token says it.")
  String clusterName = "";

  @Option(
      names = "--single-namespace",
      paramLabel = "<name>",
      defaultValue = "",
      description =
          "With --provider-kubeconfig: the one namespace of the control plane for all objects of this cluster, under "
              + "names that are made there. Default: a namespace for each. Through a gateway the cluster's enrolment "
              + "says it.")
  String singleNamespace = "";

  @Option(
      names = "--offer-selector",
      paramLabel = "<selector>",
      defaultValue = OfferRule.DEFAULT_SELECTOR,
      description = "With --provider-kubeconfig: labels of offered CRDs. Default: ${DEFAULT-VALUE}")
  String offerSelector = "";

  @Option(
      names = "--offer-claims",
      paramLabel = "true|false",
      defaultValue = "true",
      description =
          "With --provider-kubeconfig: also offer CRDs of the category \"claim\". Default: "
              + "${DEFAULT-VALUE}")
  String offerClaims = "";

  @Option(
      names = "--listen",
      paramLabel = "<host:port>",
      defaultValue = "0.0.0.0:6443",
      description =
          "Where kube-apiserver and the kubelet's probes reach us. Default: ${DEFAULT-VALUE}")
  String listen = "";

  @Option(
      names = "--service",
      paramLabel = "<namespace/name:port>",
      defaultValue = "jetway-system/jetway-connector:443",
      description = "The Service that APIServices name. Default: ${DEFAULT-VALUE}")
  String service = "";

  @Option(
      names = "--serving-secret",
      paramLabel = "<namespace/name>",
      defaultValue = "",
      description = "Secret in which the replicas make, store and rotate their certificate and CA.")
  String servingSecret = "";

  @Option(
      names = "--serving-directory",
      paramLabel = "<folder>",
      defaultValue = "",
      description = "The same in a folder, for one connector outside a cluster.")
  String servingDirectory = "";

  @Option(
      names = "--serving-cert-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Your own certificate for <service>.<namespace>.svc, PEM; read again.")
  String servingCertFile = "";

  @Option(
      names = "--serving-key-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Its key, PEM.")
  String servingKeyFile = "";

  @Option(
      names = "--serving-ca-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "What kube-apiserver is to trust (PEM): the caBundle of the APIServices.")
  String servingCaFile = "";

  @Option(
      names = "--serving-name",
      paramLabel = "<name>",
      split = ",",
      description = "One more name for the certificate that is made; may be repeated.")
  List<String> servingNames = List.of();

  @Option(
      names = "--catalog-configmap",
      paramLabel = "<namespace/name>",
      defaultValue = "",
      description =
          "Start of the names of ConfigMaps in which is kept what is offered and which namespaces may have "
              + "objects, so that discovery is whole and namespaces can be deleted after a restart while "
              + "the link is down. The same for all replicas.")
  String catalogConfigMap = "";

  @Option(
      names = "--accept-control-plane",
      paramLabel = "<uid>",
      defaultValue = "",
      description =
          "UID of the kube-system namespace of the control plane that the connection must lead to, also "
              + "if it led to another before. Default: the one that it led to first.")
  String acceptControlPlane = "";

  @Option(
      names = "--cache-size",
      paramLabel = "<bytes>",
      defaultValue = "",
      description =
          "Memory for objects that are read here, for example 256Mi. Default: a quarter of the heap")
  String cacheSize = "";

  @Option(
      names = "--stale-reads",
      paramLabel = "serve|refuse",
      defaultValue = "serve",
      description =
          "Reads while the control plane cannot be reached: answered from what was known last, with a "
              + "warning, or refused. Default: ${DEFAULT-VALUE}")
  String staleReads = "";

  @Option(
      names = "--unregister-on-exit",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Remove our APIServices before stopping. For the last connector of a cluster only: others "
              + "put theirs back. Default: ${DEFAULT-VALUE}")
  String unregisterOnExit = "";
}
