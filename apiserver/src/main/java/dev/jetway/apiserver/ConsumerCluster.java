package dev.jetway.apiserver;

import dev.jetway.apiserver.admission.ConsumerNamespaces;
import dev.jetway.apiserver.admission.NamespaceLifecycle;
import dev.jetway.apiserver.authentication.Authentication;
import dev.jetway.apiserver.authentication.LiveAuthenticationSettings;
import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.apiserver.health.HealthCheck;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import java.time.Clock;
import java.util.List;

/** The cluster in front of this server, followed: whom it trusts, which namespaces it has. */
final class ConsumerCluster implements AutoCloseable {
  private final ResourceMirror settingsMirror;
  private final ResourceMirror namespacesMirror;
  private final Gates gates;

  ConsumerCluster(ApiServerClient client, Clock clock) {
    LiveAuthenticationSettings settings = new LiveAuthenticationSettings(clock);
    settingsMirror =
        new ResourceMirror(
            "authentication-settings",
            client,
            LiveAuthenticationSettings.PATH,
            LiveAuthenticationSettings.QUERY,
            settings::onChange);
    namespacesMirror = new ResourceMirror("namespaces", client, "/api/v1/namespaces", "", _ -> {});
    gates =
        new Gates(
            new Authentication(settings, client::create),
            new AccessReview(client::create),
            new NamespaceLifecycle(new ConsumerNamespaces(client, namespacesMirror)),
            List.of(
                new HealthCheck("authentication-settings", () -> isSynced(settingsMirror)),
                new HealthCheck("namespaces", () -> isSynced(namespacesMirror))));
  }

  Gates gates() {
    return gates;
  }

  void start() {
    settingsMirror.start();
    namespacesMirror.start();
  }

  @Override
  public void close() {
    settingsMirror.close();
    namespacesMirror.close();
  }

  private static boolean isSynced(ResourceMirror mirror) {
    return !mirror.resourceVersion().isEmpty();
  }
}
