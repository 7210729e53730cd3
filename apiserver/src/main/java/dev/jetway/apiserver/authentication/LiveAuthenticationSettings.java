package dev.jetway.apiserver.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.certs.CertificatesException;
import dev.jetway.certs.ClientCertificateVerifier;
import dev.jetway.kube.ResourceMirror.Change;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authentication settings of this moment, and verifiers that follow them.
 *
 * <p>A part of the ConfigMap that cannot be read leaves the last good value of that part in force,
 * as does the removal of the ConfigMap. Thread-safe; changes come from one thread.
 */
public final class LiveAuthenticationSettings {
  /** Where kube-apiserver keeps the ConfigMap: the collection. */
  public static final String PATH = "/api/v1/namespaces/kube-system/configmaps";

  /** The selector that limits the collection to it, as the role for reading it demands. */
  public static final String QUERY =
      "fieldSelector=metadata.name%3Dextension-apiserver-authentication";

  private static final Logger LOG = LoggerFactory.getLogger(LiveAuthenticationSettings.class);

  private final ClientCertificateVerifier frontProxies;
  private final ClientCertificateVerifier clients;
  private volatile AuthenticationSettings settings = AuthenticationSettings.NONE;

  /** Trusts nobody until the first change. */
  public LiveAuthenticationSettings(Clock clock) {
    this.frontProxies = new ClientCertificateVerifier(List.of(), clock);
    this.clients = new ClientCertificateVerifier(List.of(), clock);
  }

  /** Follows the ConfigMap's mirror. */
  public void onChange(Change change) {
    switch (change) {
      case Change.Added(ObjectNode object) -> update(object);
      case Change.Modified(ObjectNode object) -> update(object);
      case Change.Deleted _ -> LOG.warn("authentication settings are gone, the last ones stay");
      case Change.Synced _ -> {
        // The objects came before it.
      }
    }
  }

  /** Takes over what the ConfigMap says. */
  public void update(ObjectNode configMap) {
    JsonNode data = configMap.path("data");
    AuthenticationSettings last = settings;
    var clientAuthorities =
        readable(
            () -> AuthenticationSettings.clientAuthorities(data),
            last.clientAuthorities(),
            "client CA");
    var requestHeader =
        readable(
            () -> AuthenticationSettings.requestHeader(data),
            last.requestHeader(),
            "request header");
    clients.replaceAuthorities(clientAuthorities);
    frontProxies.replaceAuthorities(
        requestHeader.map(RequestHeaderSettings::authorities).orElse(List.of()));
    settings = new AuthenticationSettings(clientAuthorities, requestHeader);
    LOG.info(
        "authentication settings clientAuthorities={} frontProxyAuthorities={}",
        clientAuthorities.size(),
        requestHeader.map(r -> r.authorities().size()).orElse(0));
  }

  AuthenticationSettings settings() {
    return settings;
  }

  /** Judges certificates of front proxies. */
  ClientCertificateVerifier frontProxies() {
    return frontProxies;
  }

  /** Judges certificates of users. */
  ClientCertificateVerifier clients() {
    return clients;
  }

  private static <T> T readable(Supplier<T> fresh, T last, String what) {
    try {
      return fresh.get();
    } catch (CertificatesException | IllegalArgumentException e) {
      LOG.error(
          "authentication settings cannot be read, the last ones stay: what=\"{}\" reason=\"{}\"",
          what,
          e.getMessage());
      return last;
    }
  }
}
