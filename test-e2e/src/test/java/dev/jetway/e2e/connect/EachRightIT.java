package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static dev.jetway.e2e.connect.RightLosses.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ManifestYaml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each right that the manifests give to the connector is taken away, one at a time: a request is
 * refused for lack of it and of no other, the log names it, and something that people see fails. A
 * right that is added to the manifests is tried, too, and fails until {@link RightLosses} knows it.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class EachRightIT {
  static final String READERS = "readers";

  private static final String ACCOUNT = "jetway-connector";
  private static final String AUTHENTICATION_READER = "jetway-connector-authentication-reader";

  private final ControlPlanes planes;
  private ControlPlane provider;
  private Consumer consumer;
  private GatewayInstallation gateway;
  private ConnectorInstallation connector;
  private RightLosses losses;
  private boolean startedWithout;

  EachRightIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    consumer = new Consumer(planes.start("rights-consumer"));
    provider = planes.start("rights-provider");
    gateway = GatewayInstallation.withSamples(provider);
    connector =
        ConnectorInstallation.install(
            TargetCluster.of(consumer.plane()),
            List.of("--shutdown-delay=0s"),
            // It is started some twenty times.
            Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"));
    losses = new RightLosses(consumer, gateway, connector);
    consumer
        .kubectl()
        .output(
            "create",
            "clusterrolebinding",
            "readers",
            "--clusterrole=cluster-admin",
            "--group=" + READERS);
    consumer.tokenSecret("prod", gateway, "shop");
    consumer.connection("prod", "prod", "None");
    consumer.bind("platform", "prod", GROUP);
    consumer.awaitStatus("cab", "platform", "Bound");
    consumer.awaitServed("pg");
  }

  @AfterAll
  void stop() {
    connector.close();
    gateway.close();
    consumer.plane().close();
    provider.close();
  }

  @TestFactory
  Stream<DynamicTest> noneCanBeTakenAway() {
    // Those that need a start come first: it is also the end of the one before.
    return Right.of(ConsumerManifests.access(NAMESPACE)).stream()
        .sorted(Comparator.comparing(right -> !losses.of(right).atStart()))
        .map(right -> DynamicTest.dynamicTest(right.name(), () -> isMissed(right)));
  }

  @Test
  void thereIsNoWildcard() {
    assertThat(UsedRights.given(ConsumerManifests.access(NAMESPACE)))
        .isNotEmpty()
        .noneMatch(right -> right.contains("*"));
  }

  /** How kube-apiserver proves itself is read by a right that another role gives. */
  @Test
  void norTheRoleThatKubernetesHasForIt() {
    Runnable again =
        () -> consumer.kubectl().apply(ManifestYaml.write(ConsumerManifests.access(NAMESPACE)));
    connector.process().stop();
    long since = consumer.plane().auditLog().position();
    consumer.kubectl().output("delete", "rolebinding", AUTHENTICATION_READER, "-n", "kube-system");
    try {
      connector.process().restart();
      SOON.passes(() -> assertThat(refused(since)).containsExactly("list configmaps"));
      SOON.passes(() -> assertThat(logSince(0)).contains("cannot list resource \"configmaps\""));
      assertThat(consumer.kubectl().run("get", "pg", "-A").succeeded()).isFalse();
    } finally {
      again.run();
    }
    restart();
  }

  private void isMissed(Right right) {
    RightLoss loss = losses.of(right);
    if (loss.atStart()) {
      connector.process().stop();
    } else if (startedWithout) {
      restart();
    }
    loss.before().run();
    take(right);
    try {
      long since = consumer.plane().auditLog().position();
      int log = logSince(0).length();
      if (loss.atStart()) {
        startedWithout = true;
        connector.process().restart();
      }
      loss.use().run();
      SOON.passes(() -> assertThat(refused(since)).containsExactly(right.name()));
      String named = "cannot %s resource \"%s\"".formatted(right.verb(), right.resource());
      SOON.passes(() -> assertThat(logSince(log)).contains(named));
      loss.shows().run();
      assertThat(refused(since)).containsExactly(right.name());
    } finally {
      giveBack(right);
      losses.clear();
    }
  }

  private void restart() {
    connector.process().restart();
    consumer.awaitServed("pg");
    startedWithout = false;
  }

  private void take(Right right) {
    consumer.kubectl().apply(ManifestYaml.write(List.of(right.roleWithout())));
    SOON.passes(() -> assertThat(may(right)).isFalse());
  }

  private void giveBack(Right right) {
    consumer.kubectl().apply(ManifestYaml.write(List.of(right.role())));
    SOON.passes(() -> assertThat(may(right)).isTrue());
  }

  private boolean may(Right right) {
    List<String> question = new ArrayList<>(right.question());
    question.add("--as=system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT);
    return consumer.kubectl().run(question.toArray(String[]::new)).succeeded();
  }

  private Set<String> refused(long since) {
    return UsedRights.refused(consumer.plane(), since, NAMESPACE, ACCOUNT);
  }

  private String logSince(int position) {
    return Consumer.read(connector.process().process().log()).substring(position);
  }
}
