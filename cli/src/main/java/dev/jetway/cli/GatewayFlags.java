package dev.jetway.cli;

import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.List;
import picocli.CommandLine.Option;

/** The gateway's own flags. Text as given: parsed by {@link GatewaySettings}. */
final class GatewayFlags {
  @Option(
      names = "--listen",
      paramLabel = "<host:port>",
      defaultValue = "0.0.0.0:8443",
      description = "Where connectors dial in. Default: ${DEFAULT-VALUE}")
  String listen = "";

  @Option(
      names = "--health-listen",
      paramLabel = "<host:port>",
      defaultValue = "127.0.0.1:8081",
      description = "Where /livez and /readyz are answered, without TLS. Default: ${DEFAULT-VALUE}")
  String healthListen = "";

  @Option(
      names = "--tls-secret",
      paramLabel = "<namespace/name>",
      defaultValue = "",
      description = "Secret in which the replicas make, store and rotate their certificate and CA.")
  String tlsSecret = "";

  @Option(
      names = "--tls-directory",
      paramLabel = "<folder>",
      defaultValue = "",
      description = "The same in a folder, for one gateway outside a cluster.")
  String tlsDirectory = "";

  @Option(
      names = "--tls-cert-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Your own certificate, PEM; read again when it changes.")
  String tlsCertFile = "";

  @Option(
      names = "--tls-key-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Its key, PEM.")
  String tlsKeyFile = "";

  @Option(
      names = "--tls-ca-file",
      paramLabel = "<file>",
      defaultValue = "",
      description = "What connectors are to trust, PEM.")
  String tlsCaFile = "";

  @Option(
      names = "--tls-name",
      paramLabel = "<name>",
      split = ",",
      description =
          "DNS name or IP address under which connectors reach us, for the certificate that is made; "
              + "may be repeated.")
  List<String> tlsNames = List.of();

  @Option(
      names = "--ca-file-out",
      paramLabel = "<file>",
      defaultValue = "",
      description = "Write here, and keep up to date, what connectors are to trust (PEM).")
  String caFileOut = "";

  @Option(
      names = "--namespace",
      paramLabel = "<name>",
      defaultValue = "jetway-system",
      description =
          "Namespace of the ServiceAccounts that stand for consumer clusters. Default: "
              + "${DEFAULT-VALUE}")
  String namespace = "";

  @Option(
      names = "--audience",
      paramLabel = "<name>",
      defaultValue = GatewayConfig.DEFAULT_AUDIENCE,
      description = "Audience that tokens must be made for. Default: ${DEFAULT-VALUE}")
  String audience = "";

  @Option(
      names = "--token-lifetime",
      paramLabel = "<duration>",
      defaultValue = "24h",
      description =
          "How long tokens live that connectors are given in exchange for the ones they have, 10m to 8760h; "
              + "kube-apiserver may shorten it. Connectors renew them at two thirds. Default: ${DEFAULT-VALUE}")
  String tokenLifetime = "";

  @Option(
      names = "--offer-selector",
      paramLabel = "<selector>",
      defaultValue = OfferRule.DEFAULT_SELECTOR,
      description = "Labels of the CRDs that are offered. Default: ${DEFAULT-VALUE}")
  String offerSelector = "";

  @Option(
      names = "--offer-claims",
      paramLabel = "true|false",
      defaultValue = "true",
      description = "Also offer every CRD of the category \"claim\". Default: ${DEFAULT-VALUE}")
  String offerClaims = "";
}
