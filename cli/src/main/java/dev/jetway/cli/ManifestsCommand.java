package dev.jetway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.manifests.Workload;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway manifests}: prints what is to be applied, and changes nothing. */
@Command(
    name = "manifests",
    synopsisSubcommandLabel = "gateway|connector|enrolment",
    description = "Print the YAML that installs a part, for 'kubectl apply -f -'.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  At the control plane:",
      "    jetway manifests gateway --image registry.example/jetway:1 | kubectl apply -f -",
      "    jetway manifests enrolment shop | kubectl apply -f -",
      "    kubectl create token shop --namespace jetway-system --audience connect.jetway.dev",
      "",
      "  In the consumer cluster, for ClusterConnections of it:",
      "    jetway manifests connector --image registry.example/jetway:1 | kubectl apply -f -",
      "",
      "'jetway install' and 'jetway connect' do the same and more at once."
    })
final class ManifestsCommand {
  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "gateway",
      description = "What a control plane needs: the gateway and its rights.")
  int gateway(
      @Mixin HelpFlag help,
      @Mixin WorkloadFlags workload,
      @Option(
              names = "--service-type",
              paramLabel = "<type>",
              defaultValue = "LoadBalancer",
              description = "ClusterIP, NodePort or LoadBalancer. Default: ${DEFAULT-VALUE}")
          String serviceType,
      @Option(
              names = "--tls-name",
              paramLabel = "<name>",
              split = ",",
              description = "DNS name or IP address under which connectors reach the gateway.")
          List<String> names) {
    return print(() ->
        ProviderManifests.render(
            new ProviderManifests.Options(
                workload.parse(), serviceType, names == null ? List.of() : names)));
  }

  @Command(
      name = "connector",
      description = "What a consumer cluster needs: the connector and its rights.")
  int connector(
      @Mixin HelpFlag help,
      @Mixin WorkloadFlags workload,
      @Option(
              names = "--gateway",
              paramLabel = "<host:port>",
              defaultValue = "",
              description =
                  "The gateway of a connector with one fixed connection. Default: the connector"
                      + " follows ClusterConnections.")
          String gateway,
      @Option(
              names = "--connection-name",
              paramLabel = "<name>",
              defaultValue = "default",
              description = "With --gateway: its name. Default: ${DEFAULT-VALUE}")
          String connectionName,
      @Option(
              names = "--connection-secret",
              paramLabel = "<name>",
              defaultValue = "jetway-connection",
              description =
                  "With --gateway: Secret with the keys token and ca.crt. Default: ${DEFAULT-VALUE}")
          String secret) {
    return print(() ->
        gateway.isEmpty()
            ? ConsumerManifests.render(workload.parse())
            : ConsumerManifests.render(
                new ConsumerManifests.Options(workload.parse(), connectionName, gateway, secret)));
  }

  @Command(
      name = "enrolment",
      description = "What a control plane needs to let one consumer cluster in.")
  int enrolment(
      @Mixin HelpFlag help,
      @Option(
              names = "--namespace",
              paramLabel = "<name>",
              defaultValue = Workload.DEFAULT_NAMESPACE,
              description = "The gateway's namespace. Default: ${DEFAULT-VALUE}")
          String namespace,
      @Option(
              names = "--single-namespace",
              paramLabel = "<name>",
              defaultValue = "",
              description =
                  "The one namespace of the control plane for all objects of the cluster, under names that are made "
                      + "there; several clusters may share it. Default: a namespace for each of the cluster's.")
          String singleNamespace,
      @Parameters(paramLabel = "<cluster>", description = "Name of the cluster.") String cluster) {
    return print(() ->
        singleNamespace.isEmpty()
            ? Enrolment.render(namespace, cluster)
            : Enrolment.render(namespace, cluster, singleNamespace));
  }

  private int print(Supplier<List<ObjectNode>> objects) {
    try {
      spec.commandLine().getOut().print(ManifestYaml.write(objects.get()));
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** What both parts' Deployments can be told. */
  static final class WorkloadFlags {
    @Option(
        names = "--image",
        paramLabel = "<image>",
        required = true,
        description = "Container image that holds the jetway executable.")
    String image = "";

    @Option(
        names = "--namespace",
        paramLabel = "<name>",
        defaultValue = Workload.DEFAULT_NAMESPACE,
        description = "Namespace of all its objects. Default: ${DEFAULT-VALUE}")
    String namespace = "";

    @Option(
        names = "--replicas",
        paramLabel = "<number>",
        defaultValue = "2",
        description = "Number of pods. Default: ${DEFAULT-VALUE}")
    int replicas;

    @Option(
        names = "--argument",
        paramLabel = "<flag>",
        description = "One more flag for the process, such as --argument=--log-level=debug.")
    List<String> arguments = List.of();

    Workload parse() {
      return new Workload(namespace, image, replicas, arguments);
    }
  }
}
