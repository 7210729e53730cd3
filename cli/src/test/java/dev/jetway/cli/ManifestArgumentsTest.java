package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.manifests.Workload;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manifests start is what the executable understands. */
class ManifestArgumentsTest {
  private static final Workload WORKLOAD = Workload.of("registry.example/jetway:1");

  @Test
  void theGatewayUnderstandsItsDeployment() {
    List<String> arguments =
        arguments(
            ProviderManifests.render(
                new ProviderManifests.Options(WORKLOAD, "ClusterIP", List.of("g.example.org"))));
    assertThat(arguments.getFirst()).isEqualTo("gateway");
    GatewaySettings settings = CommandLines.gateway(arguments.subList(1, arguments.size()));
    assertThat(settings.cluster()).isEqualTo(new ClusterAccess.InCluster());
    assertThat(settings.tlsNames())
        .containsExactly("jetway-gateway.jetway-system.svc", "g.example.org");
    assertThat(settings.certificate())
        .isEqualTo(
            new CertificateSource.Secret(new ObjectName("jetway-system", "jetway-gateway-tls")));
  }

  @Test
  void theConnectorUnderstandsItsDeploymentAllButFilesThatAreNotHere() {
    List<String> arguments =
        arguments(
            ConsumerManifests.render(
                new ConsumerManifests.Options(WORKLOAD, "prod", "g.example.org:443", "secret")));
    assertThat(arguments.getFirst()).isEqualTo("connector");
    assertThat(
            catchThrowableOfType(
                    SettingsException.class,
                    () -> CommandLines.connector(arguments.subList(1, arguments.size())))
                .mistakes())
        .containsExactly(
            "--gateway-ca-file: cannot read file \"/etc/jetway/connection/ca.crt\"",
            "--token-file: cannot read file \"/etc/jetway/connection/token\"");
  }

  private static List<String> arguments(List<ObjectNode> objects) {
    return Stream.of(objects.getLast().at("/spec/template/spec/containers/0/args"))
        .flatMap(args -> args.valueStream())
        .map(argument -> argument.asText())
        .toList();
  }
}
