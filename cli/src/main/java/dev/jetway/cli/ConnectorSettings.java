package dev.jetway.cli;

import dev.jetway.backend.cache.CacheSettings;
import dev.jetway.backend.cache.StaleReads;
import dev.jetway.backend.feed.CacheLimits;
import dev.jetway.tunnel.compression.TunnelCompression;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a connector process can be told.
 *
 * @param cluster how to reach the consumer cluster
 * @param provider how to reach the control plane
 * @param compression how answers come from the control plane
 * @param connectionName the name of the connection, in messages and labels
 * @param listen where kube-apiserver reaches us
 * @param service the Service that APIServices name
 * @param certificate where the serving certificate comes from
 * @param servingNames names for a certificate that is made here, beside the Service's
 * @param catalogConfigMap where what is offered is kept across restarts; empty for nowhere
 * @param acceptControlPlane the identity of the only control plane that is accepted; empty for the
 *     one that was seen first
 * @param cache what is kept of the control plane's objects
 * @param shutdownDelay how long it goes on serving, not ready, after a stop signal
 * @param unregisterOnExit whether our APIServices are removed before stopping
 * @param log what is logged
 */
public record ConnectorSettings(
    ClusterAccess cluster,
    ProviderAccess provider,
    TunnelCompression compression,
    String connectionName,
    HostAndPort listen,
    ServiceName service,
    CertificateSource certificate,
    List<String> servingNames,
    Optional<ObjectName> catalogConfigMap,
    Optional<String> acceptControlPlane,
    CacheSettings cache,
    Duration shutdownDelay,
    boolean unregisterOnExit,
    LogSettings log) {

  /** Copies the list. */
  public ConnectorSettings {
    servingNames = List.copyOf(servingNames);
  }

  /**
   * Parses the flags.
   *
   * @throws SettingsException with everything that is wrong, also what was found before
   */
  static ConnectorSettings of(ProcessFlags process, ConnectorFlags flags, Mistakes mistakes) {
    ServiceName noService = new ServiceName(new ObjectName("", ""), 1);
    ConnectorSettings settings =
        new ConnectorSettings(
            process.cluster(mistakes),
            ProviderAccess.of(flags, mistakes),
            mistakes.parse(
                "tunnel-compression",
                () -> compression(flags.tunnelCompression),
                TunnelCompression.GZIP),
            mistakes.parse("connection-name", () -> TextValues.label(flags.connectionName), ""),
            mistakes.parse("listen", () -> HostAndPort.parse(flags.listen), new HostAndPort("", 0)),
            mistakes.parse("service", () -> ServiceName.parse(flags.service), noService),
            new CertificateSource.Flags(
                    flags.servingSecret,
                    flags.servingDirectory,
                    flags.servingCertFile,
                    flags.servingKeyFile,
                    flags.servingCaFile)
                .parse("serving", mistakes),
            flags.servingNames,
            flags.catalogConfigMap.isEmpty()
                ? Optional.empty()
                : mistakes.parse(
                    "catalog-configmap",
                    () -> Optional.of(ObjectName.parse(flags.catalogConfigMap)),
                    Optional.empty()),
            flags.acceptControlPlane.isEmpty()
                ? Optional.empty()
                : mistakes.parse(
                    "accept-control-plane",
                    () -> Optional.of(TextValues.uid(flags.acceptControlPlane)),
                    Optional.empty()),
            cache(flags, mistakes),
            mistakes.parse(
                "shutdown-delay", () -> TextValues.duration(process.shutdownDelay), Duration.ZERO),
            mistakes.parse(
                "unregister-on-exit", () -> TextValues.bool(flags.unregisterOnExit), false),
            process.log(mistakes));
    mistakes.throwIfAny();
    return settings;
  }

  private static CacheSettings cache(ConnectorFlags flags, Mistakes mistakes) {
    CacheLimits limits =
        flags.cacheSize.isEmpty()
            ? CacheLimits.ofHeap()
            : mistakes.parse(
                "cache-size",
                () -> CacheLimits.of(TextValues.bytes(flags.cacheSize)),
                CacheLimits.ofHeap());
    StaleReads staleReads =
        mistakes.parse("stale-reads", () -> staleReads(flags.staleReads), StaleReads.SERVE);
    return new CacheSettings(limits, staleReads);
  }

  private static TunnelCompression compression(String text) {
    return switch (text) {
      case "gzip" -> TunnelCompression.GZIP;
      case "none" -> TunnelCompression.NONE;
      default -> throw new IllegalArgumentException("must be gzip or none, was \"" + text + "\"");
    };
  }

  private static StaleReads staleReads(String text) {
    return switch (text) {
      case "serve" -> StaleReads.SERVE;
      case "refuse" -> StaleReads.REFUSE;
      default ->
          throw new IllegalArgumentException("must be serve or refuse, was \"" + text + "\"");
    };
  }
}
