package dev.jetway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jetway gateway}: gathers the settings and runs the process until it is told to stop. */
@Command(
    name = "gateway",
    description =
        "Run beside a control plane: let connectors dial in, each into its own scope only.",
    abbreviateSynopsis = true,
    optionListHeading = "%n",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  In the control plane's cluster, as 'jetway manifests gateway' sets it up:",
      "    jetway gateway --tls-secret jetway-system/jetway-gateway-tls \\",
      "      --tls-name gateway.example.org",
      "",
      "  Elsewhere, with a kubeconfig and a certificate made on first start:",
      "    jetway gateway --kubeconfig provider.yaml --listen 0.0.0.0:8443 \\",
      "      --tls-directory ./gateway-tls --tls-name gateway.example.org --ca-file-out ca.crt",
      "",
      "  All settings in a file:",
      "    jetway gateway --config gateway.yaml"
    })
final class GatewayCommand implements Callable<Integer> {
  @Mixin final HelpFlag help = new HelpFlag();
  @Mixin private final ProcessFlags process = new ProcessFlags();
  @Mixin private final GatewayFlags flags = new GatewayFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    GatewaySettings settings = settings();
    Logging.configure(settings.log());
    try (GatewayProcess gateway =
        GatewayProcess.start(settings, Announcer.of(settings.log(), spec))) {
      StopSignal.await(gateway::close);
    }
    return 0;
  }

  /** What flags and file say; to be asked after parsing. */
  GatewaySettings settings() {
    Mistakes mistakes = new Mistakes();
    process.readConfigurationFile(spec, mistakes);
    return GatewaySettings.of(process, flags, mistakes);
  }
}
