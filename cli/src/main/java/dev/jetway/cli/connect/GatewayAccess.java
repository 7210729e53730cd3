package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.certs.InvalidPemException;
import dev.jetway.certs.Pem;
import dev.jetway.cli.HostAndPort;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.SecretKeys;
import dev.jetway.kube.ApiServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a consumer cluster reaches a gateway.
 *
 * @param address {@code host:port}
 * @param caPem what its certificate must come from, PEM
 */
public record GatewayAccess(String address, String caPem) {
  /**
   * From what is given, or else from the gateway's Service and its Secret.
   *
   * @param provider the control plane
   * @param namespace the gateway's namespace
   * @param address {@code --gateway}
   * @param caFile {@code --gateway-ca-file}
   * @throws SettingsException if it is given in a wrong form, or cannot be found
   */
  static GatewayAccess find(
      ApiServerClient provider, String namespace, Optional<String> address, Optional<Path> caFile) {
    return new GatewayAccess(
        address.map(GatewayAccess::parse).orElseGet(() -> ofService(provider, namespace)),
        caFile.map(GatewayAccess::read).orElseGet(() -> ofSecret(provider, namespace)));
  }

  private static String parse(String text) {
    try {
      return HostAndPort.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw SettingsException.of("--gateway: " + e.getMessage());
    }
  }

  private static String ofService(ApiServerClient provider, String namespace) {
    ObjectNode service =
        provider
            .find("/api/v1/namespaces/" + namespace + "/services/jetway-gateway")
            .orElseThrow(() ->
                SettingsException.of(
                    "--gateway: must be given, there is no Service jetway-gateway in namespace "
                        + namespace
                        + " of the control plane; is the gateway installed? ('jetway install gateway')"));
    JsonNode ingress = service.at("/status/loadBalancer/ingress/0");
    String host = ingress.path("hostname").asText(ingress.path("ip").asText());
    if (host.isEmpty()) {
      throw SettingsException.of(
          "--gateway: must be given, the Service jetway-gateway of the control plane has no load"
              + " balancer's address (yet)");
    }
    return new HostAndPort(host, service.at("/spec/ports/0/port").asInt()).toString();
  }

  private static String read(Path file) {
    try {
      return checked("--gateway-ca-file: " + file, Files.readString(file));
    } catch (IOException e) {
      throw SettingsException.of("--gateway-ca-file: cannot read \"" + file + "\"");
    }
  }

  private static String ofSecret(ApiServerClient provider, String namespace) {
    String pem =
        provider
            .find("/api/v1/namespaces/" + namespace + "/secrets/jetway-gateway-tls")
            .map(secret -> SecretKeys.text(secret, "ca.crt"))
            .orElse("");
    if (pem.isEmpty()) {
      throw SettingsException.of(
          "--gateway-ca-file: must be given, there is no ca.crt in Secret "
              + namespace
              + "/jetway-gateway-tls of the control plane; has the gateway started?");
    }
    return checked("ca.crt of Secret " + namespace + "/jetway-gateway-tls", pem);
  }

  private static String checked(String what, String pem) {
    try {
      if (Pem.certificates(pem).isEmpty()) {
        throw SettingsException.of(what + " holds no certificate");
      }
      return pem;
    } catch (InvalidPemException e) {
      throw SettingsException.of(what + ": " + e.getMessage());
    }
  }
}
