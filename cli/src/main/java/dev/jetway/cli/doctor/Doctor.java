package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.dial.ProxySettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes through all steps, chain by chain. For one thread. */
final class Doctor {
  private final ApiServerClient consumer;
  private final String namespace;
  private final Optional<ApiServerClient> provider;
  private final String providerNamespace;
  private final ProxySettings proxy;
  private final InstantSource clock;
  private final Terminal terminal;
  private final List<Finding> findings = new ArrayList<>();

  Doctor(
      ApiServerClient consumer,
      String namespace,
      Optional<ApiServerClient> provider,
      String providerNamespace,
      ProxySettings proxy,
      InstantSource clock,
      Terminal terminal) {
    this.consumer = consumer;
    this.namespace = namespace;
    this.provider = provider;
    this.providerNamespace = providerNamespace;
    this.proxy = proxy;
    this.clock = clock;
    this.terminal = terminal;
  }

  /**
   * Everything that was found.
   *
   * @param connection only this connection and its bindings; empty for all
   */
  List<Finding> examine(Optional<String> connection) throws Exception {
    chain("", patient(""), ClusterSteps.all(clock), List.of("connector", "apiservices"));
    if (findings.getFirst().isWrong()) {
      return List.copyOf(findings);
    }
    Bindings bindings = new Bindings(consumer, terminal);
    List<String> names =
        connection.isPresent()
            ? List.of(connection.get())
            : bindings.connections().stream()
                .map(found -> found.at("/metadata/name").asText())
                .toList();
    for (String name : names) {
      Patient patient = patient(name);
      List<Step> way = new ArrayList<>(ConnectionSteps.all(clock));
      way.addAll(WaySteps.all());
      chain(name, patient, way, List.of());
      chain(name, patient, ProviderSteps.all(), List.of("gateway-rights"));
    }
    for (ObjectNode binding : bindings.all()) {
      String of = binding.at("/spec/connection").asText();
      if (connection.isEmpty() || connection.get().equals(of)) {
        chain(BindingSteps.about(binding), patient(of), BindingSteps.all(binding), List.of());
      }
    }
    return List.copyOf(findings);
  }

  private Patient patient(String connection) {
    return new Patient(consumer, namespace, provider, providerNamespace, proxy, connection);
  }

  /**
   * Takes the steps until one is wrong.
   *
   * @param harmless the steps after which the others can be taken all the same
   */
  private void chain(String about, Patient patient, List<Step> steps, List<String> harmless)
      throws Exception {
    String broken = "";
    for (Step step : steps) {
      if (!broken.isEmpty()) {
        findings.add(
            Finding.skipped(step.name(), about, "not looked at: first put right " + broken));
        continue;
      }
      Finding finding =
          terminal.during("looking at " + step.name(), () -> take(step, about, patient));
      findings.add(finding);
      if (finding.isWrong() && !harmless.contains(step.name())) {
        broken = step.name();
      }
    }
  }

  private static Finding take(Step step, String about, Patient patient) {
    try {
      return step.examine(patient);
    } catch (StatusException e) {
      return Finding.wrong(
          step.name(),
          about,
          "asked the API server",
          e.status().toString(),
          e.status().code() == 403 || e.status().code() == 401
              ? "use a kubeconfig of someone who may read Jetway's objects"
              : "see the API server's log");
    } catch (ApiUnreachableException e) {
      return Finding.wrong(
          step.name(),
          about,
          "asked the API server",
          String.valueOf(e.getMessage()),
          "see that the cluster of the kubeconfig is there and can be reached from here");
    }
  }
}
