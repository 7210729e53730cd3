package dev.jetway.cli.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.HelpFlag;
import dev.jetway.cli.bind.Binding;
import dev.jetway.cli.cluster.ConsumerFlags;
import dev.jetway.cli.cluster.OtherProviderFlags;
import dev.jetway.cli.cluster.Target;
import dev.jetway.cli.terminal.Machine;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.manifests.Enrolment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jetway status}: what is connected, offered and bound. */
@Command(
    name = "status",
    description = "Show connections, what they offer and what is bound; at both ends if asked.",
    footer = {
      "",
      "Examples:",
      "  jetway status",
      "  jetway status -o wide --provider-context control-plane --consumer-context shop",
      "  jetway status -o json",
      "  jetway status --watch"
    })
public final class StatusCommand implements Callable<Integer> {
  /** The form of the answer. */
  enum Form {
    wide,
    json,
    yaml
  }

  private static final Duration PACE = Duration.ofSeconds(1);
  private static final List<String> WATCHED =
      List.of("clusterconnections", "clusterapibindings", "apibindings");

  @Mixin final ConsumerFlags consumer = new ConsumerFlags();
  @Mixin final OtherProviderFlags provider = new OtherProviderFlags();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "wide|json|yaml",
      description = "More columns, or a form for programs.")
  private Optional<Form> output = Optional.empty();

  @Option(
      names = {"-w", "--watch"},
      description =
          "Show it again whenever a connection, a binding or, at the control plane, a tunnel"
              + " changes.")
  private boolean watch;

  @Mixin final HelpFlag help = new HelpFlag();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.of(spec);
    Target here = consumer.target();
    try (ApiServerClient client = here.client()) {
      show(terminal, here, client);
      if (watch) {
        follow(terminal, here, client);
      }
      return 0;
    }
  }

  private void follow(Terminal terminal, Target here, ApiServerClient client) throws Exception {
    Semaphore changes = new Semaphore(0);
    List<AutoCloseable> followed = new ArrayList<>();
    try {
      for (String plural : WATCHED) {
        follow(client, "/apis/" + Binding.API_VERSION + "/" + plural, "", changes, followed);
      }
      if (provider.given()) {
        Target there = provider.target();
        ApiServerClient providerClient = there.client();
        followed.add(providerClient);
        follow(
            providerClient,
            "/api/v1/namespaces/" + there.systemNamespace() + "/serviceaccounts",
            QueryString.EMPTY.with("labelSelector", Enrolment.CLUSTER_LABEL).encode(),
            changes,
            followed);
      }
      CountDownLatch never = new CountDownLatch(1);
      while (true) {
        changes.acquire();
        // What comes together is shown together.
        boolean _ = never.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
        changes.drainPermits();
        terminal.print("");
        show(terminal, here, client);
      }
    } finally {
      for (AutoCloseable each : followed.reversed()) {
        each.close();
      }
    }
  }

  private static void follow(
      ApiServerClient client,
      String path,
      String query,
      Semaphore changes,
      List<AutoCloseable> followed) {
    ResourceMirror mirror =
        new ResourceMirror(
            path.substring(path.lastIndexOf('/') + 1),
            client,
            path,
            query,
            (Change change) -> {
              if (!(change instanceof Change.Synced)) {
                changes.release();
              }
            });
    followed.add(mirror);
    mirror.start();
  }

  private void show(Terminal terminal, Target here, ApiServerClient client) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    Instant now = Instant.now();
    status.set("consumer", ConsumerStatus.read(client, here.systemNamespace(), terminal, now));
    if (provider.given()) {
      Target there = provider.target();
      try (ApiServerClient providerClient = there.client()) {
        status.set(
            "controlPlane", ProviderStatus.read(providerClient, there.systemNamespace(), now));
      }
    }
    Optional<Form> form = output;
    if (form.equals(Optional.of(Form.json))) {
      terminal.print(Machine.json(status));
    } else if (form.equals(Optional.of(Form.yaml))) {
      terminal.print(Machine.yaml(status));
    } else {
      StatusText.of(status, form.isPresent(), now).forEach(terminal::print);
    }
  }
}
