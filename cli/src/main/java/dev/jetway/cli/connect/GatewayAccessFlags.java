package dev.jetway.cli.connect;

import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.gateway.GatewayConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags that say how a gateway is reached, and whom its tokens are for. */
public final class GatewayAccessFlags {
  @Option(
      names = "--gateway",
      paramLabel = "<host:port>",
      description = "The gateway's address. Default: that of its Service's load balancer.")
  private Optional<String> address = Optional.empty();

  @Option(
      names = "--gateway-ca-file",
      paramLabel = "<file>",
      description = "What the gateway's certificate comes from. Default: what its Secret says.")
  private Optional<Path> caFile = Optional.empty();

  @Option(
      names = "--audience",
      paramLabel = "<name>",
      defaultValue = GatewayConfig.DEFAULT_AUDIENCE,
      description = "The gateway's --audience. Default: ${DEFAULT-VALUE}")
  private String audience = "";

  /**
   * How the gateway is reached: as the flags say, or else as its Service and Secret do.
   *
   * @param provider the control plane
   * @param namespace the gateway's namespace
   * @throws dev.jetway.cli.SettingsException if a flag has a wrong form, or it cannot be found
   */
  public GatewayAccess find(ApiServerClient provider, String namespace) {
    return GatewayAccess.find(provider, namespace, address, caFile);
  }

  /** Whom the gateway's tokens are for. */
  public String audience() {
    return audience;
  }
}
