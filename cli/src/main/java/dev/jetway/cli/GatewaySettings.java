package dev.jetway.cli;

import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.offer.OfferRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that a gateway process can be told.
 *
 * @param cluster how to reach the control plane
 * @param listen where connectors dial in
 * @param healthListen where probes are answered, without TLS
 * @param certificate where the serving certificate comes from
 * @param tlsNames names for a certificate that is made here; none where it is not
 * @param caFileOut where to write what connectors are to trust; an empty path for nowhere
 * @param namespace the namespace of the ServiceAccounts that stand for consumer clusters
 * @param audience what tokens must be made for
 * @param tokenLifetime how long the tokens are to live that it has made for connectors
 * @param offers what is offered
 * @param shutdownDelay how long it goes on serving, not ready, after a stop signal
 * @param log what is logged
 */
public record GatewaySettings(
    ClusterAccess cluster,
    HostAndPort listen,
    HostAndPort healthListen,
    CertificateSource certificate,
    List<String> tlsNames,
    Path caFileOut,
    String namespace,
    String audience,
    Duration tokenLifetime,
    OfferRule offers,
    Duration shutdownDelay,
    LogSettings log) {

  /** Copies the list. */
  public GatewaySettings {
    tlsNames = List.copyOf(tlsNames);
  }

  /**
   * Parses the flags.
   *
   * @throws SettingsException with everything that is wrong, also what was found before
   */
  static GatewaySettings of(ProcessFlags process, GatewayFlags flags, Mistakes mistakes) {
    ClusterAccess cluster = process.cluster(mistakes);
    HostAndPort none = new HostAndPort("", 0);
    HostAndPort listen = mistakes.parse("listen", () -> HostAndPort.parse(flags.listen), none);
    GatewaySettings settings =
        new GatewaySettings(
            cluster,
            listen,
            mistakes.parse("health-listen", () -> HostAndPort.parse(flags.healthListen), none),
            new CertificateSource.Flags(
                    flags.tlsSecret,
                    flags.tlsDirectory,
                    flags.tlsCertFile,
                    flags.tlsKeyFile,
                    flags.tlsCaFile)
                .parse("tls", mistakes),
            flags.tlsNames,
            Path.of(flags.caFileOut),
            mistakes.parse("namespace", () -> TextValues.required(flags.namespace), ""),
            mistakes.parse("audience", () -> TextValues.required(flags.audience), ""),
            mistakes.parse(
                "token-lifetime",
                () -> tokenLifetime(flags.tokenLifetime),
                GatewayConfig.DEFAULT_TOKEN_LIFETIME),
            TextValues.offers(flags.offerSelector, flags.offerClaims, mistakes),
            mistakes.parse(
                "shutdown-delay", () -> TextValues.duration(process.shutdownDelay), Duration.ZERO),
            process.log(mistakes));
    boolean made = !(settings.certificate() instanceof CertificateSource.Files);
    if (made && settings.tlsNames().isEmpty()) {
      mistakes.add("--tls-name: must be given, or connectors cannot verify the certificate");
    }
    mistakes.throwIfAny();
    return settings;
  }

  /** What kube-apiserver takes at least, and a year. */
  private static Duration tokenLifetime(String text) {
    Duration lifetime = TextValues.duration(text);
    if (lifetime.compareTo(Duration.ofMinutes(10)) < 0
        || lifetime.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException("must be between 10m and 8760h, was \"" + text + "\"");
    }
    return lifetime;
  }
}
