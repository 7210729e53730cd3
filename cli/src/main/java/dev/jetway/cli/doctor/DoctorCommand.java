package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.ConsumerFlags;
import dev.jetway.cli.cluster.OtherProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Machine;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.dial.ProxySettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jetway doctor}: finds what is wrong, and says what to do. */
@Command(
    name = "doctor",
    description = "Look for what is wrong, step by step, and say what to do.",
    footer = {
      "",
      "Examples:",
      "  jetway doctor",
      "  jetway doctor prod --provider-context control-plane --consumer-context shop",
      "  jetway doctor -o json",
      "",
      "It looks from where it is run: DNS, proxy (HTTPS_PROXY, NO_PROXY) and network of the",
      "connector may differ, and what the connector says is shown, too. It changes nothing.",
      "Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage."
    })
public final class DoctorCommand implements Callable<Integer> {
  /** A form for programs. */
  enum Form {
    json,
    yaml
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "<connection>",
      description = "Only this connection and its bindings. Default: all.")
  private Optional<String> connection = Optional.empty();

  @Mixin final ConsumerFlags consumer = new ConsumerFlags();
  @Mixin final OtherProviderFlags provider = new OtherProviderFlags();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|yaml",
      description = "For programs.")
  private Optional<Form> output = Optional.empty();

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Target here = consumer.target();
    try (ApiServerClient client = here.client()) {
      if (!provider.given()) {
        return examine(client, here, Optional.empty(), "");
      }
      Target there = provider.target();
      try (ApiServerClient providerClient = there.client()) {
        return examine(client, here, Optional.of(providerClient), there.systemNamespace());
      }
    }
  }

  private int examine(
      ApiServerClient client,
      Target here,
      Optional<ApiServerClient> providerClient,
      String providerNamespace)
      throws Exception {
    Terminal terminal = Terminal.of(spec);
    List<Finding> findings =
        new Doctor(
                client,
                here.systemNamespace(),
                providerClient,
                providerNamespace,
                proxy(),
                InstantSource.system(),
                terminal)
            .examine(connection);
    if (output.isPresent()) {
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      findings.forEach(finding -> result.withArray("steps").add(finding.toJson()));
      terminal.print(
          switch (output.get()) {
            case json -> Machine.json(result);
            case yaml -> Machine.yaml(result);
          });
    } else {
      findings.forEach(finding -> tell(terminal, finding));
    }
    return findings.stream().anyMatch(Finding::isWrong) ? 1 : 0;
  }

  private static ProxySettings proxy() {
    try {
      return ProxySettings.fromEnvironment(System.getenv());
    } catch (IllegalArgumentException e) {
      throw SettingsException.of(String.valueOf(e.getMessage()));
    }
  }

  private static void tell(Terminal terminal, Finding finding) {
    String what = finding.step() + (finding.about().isEmpty() ? "" : " (" + finding.about() + ")");
    switch (finding.result()) {
      case OK -> terminal.print(terminal.good("ok     ") + " " + what + ": " + finding.found());
      case SKIPPED -> terminal.print("skipped " + what + ": " + finding.found());
      case WRONG -> {
        terminal.print(terminal.bad("WRONG  ") + " " + what);
        terminal.print("          tried:  " + finding.tried());
        terminal.print("          found:  " + finding.found());
        terminal.print("          remedy: " + finding.remedy());
      }
    }
  }
}
