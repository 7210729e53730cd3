package dev.jetway.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ServerNames;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The authorities of a cluster, and whom they vouch for. */
public final class TestPki {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Clock CLOCK = Clock.systemUTC();

  private final CertificateAuthority serving = CertificateAuthority.create("serving", CLOCK);
  private final CertificateAuthority frontProxy = CertificateAuthority.create("proxy", CLOCK);
  private final CertificateAuthority client = CertificateAuthority.create("client", CLOCK);

  CertificateAuthority serving() {
    return serving;
  }

  KeyMaterial server() {
    return serving.issueServing(
        ServerNames.of("localhost", "127.0.0.1", "jetway.jetway-system.svc"), DAY);
  }

  /** A front proxy of any name. */
  public KeyMaterial frontProxy(String name) {
    return frontProxy.issueClient(name, List.of(), DAY);
  }

  /** A user with a certificate. */
  public KeyMaterial user(String name, List<String> groups) {
    return client.issueClient(name, groups, DAY);
  }

  /** The ConfigMap that kube-apiserver would write. */
  public ObjectNode authenticationConfigMap() {
    ObjectNode configMap = JsonNodeFactory.instance.objectNode();
    configMap
        .putObject("data")
        .put("client-ca-file", Pem.encode(List.of(client.certificate())))
        .put("requestheader-client-ca-file", Pem.encode(List.of(frontProxy.certificate())))
        .put("requestheader-allowed-names", "[\"front-proxy\"]")
        .put("requestheader-username-headers", "[\"X-Remote-User\"]")
        .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
        .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
    return configMap;
  }
}
