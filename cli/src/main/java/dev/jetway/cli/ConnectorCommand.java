package dev.jetway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jetway connector}: gathers the settings and runs the process until it is told to stop. */
@Command(
    name = "connector",
    description = "Run in a consumer cluster: serve the APIs of a control plane to it.",
    abbreviateSynopsis = true,
    optionListHeading = "%n",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  In the consumer cluster, as 'jetway manifests connector' sets it up:",
      "    jetway connector --gateway gateway.example.org:443 \\",
      "      --gateway-ca-file /etc/jetway/connection/ca.crt \\",
      "      --token-file /etc/jetway/connection/token \\",
      "      --serving-secret jetway-system/jetway-connector-tls",
      "",
      "  Without a gateway, where the control plane can be reached directly:",
      "    jetway connector --kubeconfig consumer.yaml --provider-kubeconfig provider.yaml \\",
      "      --cluster-name shop --serving-directory ./serving --service jetway-system/jetway:6443",
      "",
      "  All settings in a file:",
      "    jetway connector --config connector.yaml",
      "",
      "HTTPS_PROXY and NO_PROXY are honoured on the way to the gateway.",
      "A stopped connector leaves its APIServices in place, since others, or the next one, serve",
      "them; see --unregister-on-exit."
    })
final class ConnectorCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();
  @Mixin private final ProcessFlags process = new ProcessFlags();
  @Mixin private final ConnectorFlags flags = new ConnectorFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ConnectorSettings settings = settings();
    Logging.configure(settings.log());
    try (ConnectorProcess connector =
        ConnectorProcess.start(settings, Announcer.of(settings.log(), spec))) {
      StopSignal.await(connector::close);
    }
    return 0;
  }

  /** What flags and file say; to be asked after parsing. */
  ConnectorSettings settings() {
    Mistakes mistakes = new Mistakes();
    process.readConfigurationFile(spec, mistakes);
    return ConnectorSettings.of(process, flags, mistakes);
  }
}
