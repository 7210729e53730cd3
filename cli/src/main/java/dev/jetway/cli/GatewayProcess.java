package dev.jetway.cli;

import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.RotationPolicy.Publication;
import dev.jetway.certs.ServerTls;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.gateway.GatewayLimits;
import dev.jetway.tunnel.gateway.GatewayServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The gateway as a process: composed here, from top to bottom. */
final class GatewayProcess implements AutoCloseable {
  private final GatewaySettings settings;
  private final ApiServerClient client;
  private final ServingIdentity identity;
  private final GatewayServer server;

  private GatewayProcess(
      GatewaySettings settings,
      ApiServerClient client,
      ServingIdentity identity,
      GatewayServer server) {
    this.settings = settings;
    this.client = client;
    this.identity = identity;
    this.server = server;
  }

  /** Starts the gateway; returns once it listens. */
  static GatewayProcess start(GatewaySettings settings, Announcer announcer)
      throws InterruptedException {
    ApiServerClient client = new ApiServerClient(settings.cluster().endpoint());
    announcer.say("control plane: " + client.endpoint().server() + " (" + settings.cluster() + ")");

    ServingIdentity identity =
        ServingIdentity.open(
            settings.certificate(),
            "jetway-gateway",
            settings.tlsNames(),
            Publication.BY_TIME,
            client,
            // It outlives the gateway: connections hold its authority.
            OwnAccount.none());
    identity.rotation().onBundle(bundle -> writeCa(settings.caFileOut(), bundle));

    GatewayConfig config =
        new GatewayConfig(
            settings.listen().toAddress(),
            settings.healthListen().toAddress(),
            settings.namespace(),
            settings.audience(),
            settings.tokenLifetime(),
            settings.offers(),
            GatewayLimits.DEFAULT,
            GatewayConfig.DEFAULT_DRAIN_TIME);
    GatewayServer server =
        new GatewayServer(
            config,
            ServerTls.context(identity.keys(), MinimumTls.TLS_1_3),
            client,
            new PrometheusRegistry(),
            Clock.systemUTC());
    server.start();
    announcer.say("connectors dial in on " + settings.listen().host() + ":" + server.port());
    announcer.say(
        "health and metrics on " + settings.healthListen().host() + ":" + server.healthPort());
    server
        .offers()
        .versions()
        .forEach(version -> announcer.say("offered: " + version.group() + "/" + version.version()));
    return new GatewayProcess(settings, client, identity, server);
  }

  @Override
  public void close() {
    server.announceShutdown();
    pause(settings.shutdownDelay());
    server.close();
    identity.close();
    client.close();
  }

  private static void writeCa(Path file, String bundle) {
    if (file.toString().isEmpty()) {
      return;
    }
    try {
      // Whoever reads it meanwhile sees the old one or the new one, never a part.
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), bundle);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }

  /** Nobody counts down: the delay ends by time, or by an interrupt. */
  private static void pause(Duration delay) {
    try {
      boolean _ = new CountDownLatch(1).await(delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
