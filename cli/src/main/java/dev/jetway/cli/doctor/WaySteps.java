package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.backend.connect.Credential;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.InvalidPemException;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.cli.cluster.Target;
import dev.jetway.kube.ApiCredentials;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiServerEndpoint;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.TokenClaims;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.dial.GatewayProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** What must be right on the way from here to the control plane. */
final class WaySteps {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private WaySteps() {}

  static List<Step> all() {
    return List.of(new Dns(), new Network(), new Tls(), new Session(), new Direct());
  }

  private static GatewayProbe probe(Patient patient, Credential.Token token) {
    return new GatewayProbe(URI.create("https://" + token.gateway()), patient.proxy(), WITHIN);
  }

  /** A step on the way to a gateway, of no use where there is none. */
  private sealed interface ThroughGateway extends Step {
    /** Looks at the way that the connection's Secret names. */
    Finding examine(Patient patient, Credential.Token token);

    @Override
    default Finding examine(Patient patient) {
      return patient.credential() instanceof Credential.Token token
          ? examine(patient, token)
          : Finding.skipped(name(), patient.connection(), "a kubeconfig is used, and no gateway");
    }
  }

  /** The gateway's name has an address. */
  private record Dns() implements ThroughGateway {
    @Override
    public String name() {
      return "dns";
    }

    @Override
    public Finding examine(Patient patient, Credential.Token token) {
      GatewayProbe probe = probe(patient, token);
      String tried =
          "looked up " + probe.usedProxy().map(one -> "the proxy " + one).orElse(token.gateway());
      try {
        List<InetAddress> addresses = probe.resolve();
        return Finding.ok(name(), patient.connection(), tried, addresses.toString());
      } catch (IOException e) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            String.valueOf(e.getMessage()),
            "put the right address into the key gateway of the connection's Secret, or run 'jetway"
                + " connect' with --gateway");
      }
    }
  }

  /** The gateway, or the proxy and through it the gateway, takes connections. */
  private record Network() implements ThroughGateway {
    @Override
    public String name() {
      return "network";
    }

    @Override
    public Finding examine(Patient patient, Credential.Token token) {
      GatewayProbe probe = probe(patient, token);
      String tried =
          "connected to "
              + token.gateway()
              + probe.usedProxy().map(one -> " through the proxy " + one).orElse("");
      try {
        probe.reach();
        return Finding.ok(name(), patient.connection(), tried, "connected");
      } catch (IOException e) {
        String remedy =
            probe.usedProxy().isPresent()
                ? "let the proxy connect to the gateway, or name the gateway in NO_PROXY, here and"
                    + " for the connector (HTTPS_PROXY, NO_PROXY)"
                : "see that the gateway runs and listens there, and that firewalls let this cluster"
                    + " out to it";
        return Finding.wrong(
            name(), patient.connection(), tried, String.valueOf(e.getMessage()), remedy);
      }
    }
  }

  /** The gateway's certificate is the expected one. */
  private record Tls() implements ThroughGateway {
    @Override
    public String name() {
      return "tls";
    }

    @Override
    public Finding examine(Patient patient, Credential.Token token) {
      String tried = "TLS handshake with " + token.gateway();
      String remedy =
          "put the gateway's CA into the key ca.crt of the connection's Secret (it is in Secret"
              + " jetway-gateway-tls at the control plane), or run 'jetway connect' again; see that"
              + " nothing on the way opens TLS";
      try {
        ReloadableTrustManager trust =
            new ReloadableTrustManager(Pem.certificates(token.authorities()));
        probe(patient, token).shakeHands(ClientTls.context(trust, MinimumTls.TLS_1_3));
        return Finding.ok(name(), patient.connection(), tried, "the certificate is trusted");
      } catch (InvalidPemException | IOException e) {
        return Finding.wrong(
            name(), patient.connection(), tried, String.valueOf(e.getMessage()), remedy);
      }
    }
  }

  /** The gateway lets this cluster in. */
  private record Session() implements ThroughGateway {
    private static final int MOST_BYTES = 64 * 1024;

    @Override
    public String name() {
      return "session";
    }

    @Override
    public Finding examine(Patient patient, Credential.Token token) {
      boolean bootstrap = TokenClaims.of(token.token()).map(TokenClaims::isBootstrap).orElse(false);
      if (bootstrap) {
        return Finding.skipped(
            name(),
            patient.connection(),
            "the token is to be exchanged by the connector, once, and not used here");
      }
      String tried = "asked the gateway who this cluster is there";
      GatewayProbe probe = probe(patient, token);
      ApiServerEndpoint endpoint =
          new ApiServerEndpoint(
              "gateway",
              probe.gateway(),
              Optional.of(token.authorities()),
              Optional.empty(),
              ApiCredentials.Bearer.of(token.token()),
              probe.usedProxy().map(proxy -> URI.create("http://" + proxy)));
      try (ApiServerClient gateway = new ApiServerClient(endpoint)) {
        StreamedResponse response =
            gateway.send(
                "GET",
                "/jetway/v1/session",
                "",
                HttpFields.build()
                    .add(TunnelHeaders.PROTOCOL, TunnelHeaders.PROTOCOL_VERSION)
                    .add(TunnelHeaders.CLUSTER_ID, Target.uid(patient.consumer())),
                Optional.empty(),
                WITHIN);
        byte[] body = ResponseBody.readAll(response, MOST_BYTES, WITHIN);
        if (response.status() == 200) {
          return welcomed(patient, tried, body);
        }
        Status status = Status.ofAnswer(response.status(), body);
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            status.code() + ": " + status.message(),
            remedy(patient.connection(), status.code()));
      } catch (IOException e) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            String.valueOf(e.getMessage()),
            "see the gateway's log");
      }
    }

    private Finding welcomed(Patient patient, String tried, byte[] body) throws IOException {
      JsonNode session = new ObjectMapper().readTree(body);
      String cluster = session.path("cluster").asText();
      patient.noteClusterName(cluster);
      String known = patient.object().at("/status/controlPlane/id").asText();
      String now = session.path("controlPlaneId").asText();
      if (!known.isEmpty() && !known.equals(now)) {
        return Finding.wrong(
            name(),
            patient.connection(),
            tried,
            "it leads to the control plane " + now + ", before it was " + known,
            "if that is right, set spec.acceptControlPlane of the ClusterConnection to "
                + now
                + "; if not, put the right gateway into its Secret");
      }
      return Finding.ok(name(), patient.connection(), tried, "cluster \"" + cluster + "\"");
    }

    private static String remedy(String connection, int code) {
      return switch (code) {
        case 401 ->
            "the token was revoked, or is another control plane's: run 'jetway connect "
                + connection
                + "' again, or put a token of 'jetway token create' into the Secret";
        case 403 ->
            "the token stands for no consumer cluster: enrol it with 'jetway token create', or run"
                + " 'jetway connect' again";
        case 409 ->
            "another cluster has this name at the control plane: connect under another one with"
                + " 'jetway connect --name', or revoke the other with 'jetway token revoke'";
        case 426 -> "bring gateway and connector to the same version";
        case 429 -> "the gateway has too much to do: try again later";
        default -> "see the gateway's log, and that it reaches its control plane";
      };
    }
  }

  /** The control plane of a kubeconfig answers. */
  private record Direct() implements Step {
    @Override
    public String name() {
      return "direct";
    }

    @Override
    public Finding examine(Patient patient) {
      if (!(patient.credential() instanceof Credential.Kubeconfig kubeconfig)) {
        return Finding.skipped(name(), patient.connection(), "a gateway is used");
      }
      ApiServerEndpoint endpoint = Kubeconfig.parse(kubeconfig.text(), Optional.empty());
      try (ApiServerClient client = new ApiServerClient(endpoint)) {
        return Finding.ok(
            name(),
            patient.connection(),
            "asked " + endpoint.server() + " who it is",
            Target.uid(client));
      }
    }
  }
}
