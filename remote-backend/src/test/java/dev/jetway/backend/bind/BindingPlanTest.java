package dev.jetway.backend.bind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.tunnel.offer.GroupVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BindingPlanTest {
  private static final String GROUP = "platform.example.org";
  private static final GroupVersion V1 = new GroupVersion(GROUP, "v1");
  private static final GroupVersion V2 = new GroupVersion(GROUP, "v2");
  private static final ApiCatalog BOTH =
      catalog(version(V1, "databases", "queues"), version(V2, "databases"));

  private final List<OfferingConnection> connections = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();

  static ApiCatalog catalog(ApiVersion... versions) {
    return new ApiCatalog(List.of(versions), document("{}"));
  }

  static ApiVersion version(GroupVersion key, String... resources) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    var entries = list.putArray("resources");
    for (String resource : resources) {
      entries.addObject().put("name", resource).put("kind", "K" + resource);
      entries.addObject().put("name", resource + "/status").put("kind", "K" + resource);
    }
    return new ApiVersion(key.group(), key.version(), list, Map.of(), document("{}"));
  }

  static Document document(String json) {
    return new Document(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), "hash");
  }

  private void connection(String name, int created, boolean pull, ApiCatalog catalog) {
    connections.add(
        new OfferingConnection(name, Instant.ofEpochSecond(created), pull, catalog, true));
  }

  private void neverUp(String name, boolean pull) {
    connections.add(
        new OfferingConnection(name, Instant.ofEpochSecond(1), pull, ApiCatalog.UNKNOWN, false));
  }

  private void bind(String name, int created, String connection, String resource) {
    bind("", name, created, connection, resource);
  }

  private void bind(
      String namespace, String name, int created, String connection, String resource) {
    bindings.add(
        new Binding(
            new Binding.Key(namespace, name),
            Instant.ofEpochSecond(created),
            connection,
            GROUP,
            resource.isEmpty() ? Optional.empty() : Optional.of(resource)));
  }

  private BindingPlan plan() {
    return BindingPlan.of(connections, bindings);
  }

  private BindingPlan.Provided provided(GroupVersion version) {
    return Optional.ofNullable(plan().versions().get(version)).orElseThrow();
  }

  private Verdict verdict(String name) {
    return Optional.ofNullable(plan().verdicts().get(new Binding.Key("", name))).orElseThrow();
  }

  private void assertRefused(String name, Verdict.Reason reason, String... message) {
    assertThat(verdict(name))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.message()).contains(message);
            });
  }

  @Test
  void withoutBindingsNothingIsBound() {
    connection("prod", 1, false, BOTH);
    assertThat(plan().versions()).isEmpty();
    assertThat(plan().undecided().everything()).isFalse();
  }

  @Test
  void aGroupIsBoundWithAllItsVersionsAndResources() {
    connection("prod", 1, false, BOTH);
    bind("all", 1, "prod", "");
    assertThat(plan().versions().keySet()).containsExactly(V1, V2);
    assertThat(provided(V1).resources())
        .containsOnlyKeys("databases", "queues")
        .containsEntry("queues", new Reach.Everywhere());
    assertThat(plan().isBound("prod", GROUP, "queues")).isTrue();
    assertThat(plan().isBound("other", GROUP, "queues")).isFalse();
    assertThat(verdict("all"))
        .isEqualTo(
            new Verdict.Bound(
                List.of(
                    new Verdict.BoundResource(
                        GROUP, "databases", "Kdatabases", new TreeSet<>(List.of("v1", "v2"))),
                    new Verdict.BoundResource(
                        GROUP, "queues", "Kqueues", new TreeSet<>(List.of("v1")))),
                Optional.empty()));
  }

  @Test
  void oneResourceIsBoundAlone() {
    connection("prod", 1, false, BOTH);
    bind("queues", 1, "prod", "queues");
    assertThat(plan().versions().keySet()).containsExactly(V1);
    assertThat(provided(V1).resources()).containsOnlyKeys("queues");
  }

  @Test
  void bindingsOfNamespacesAddUpAndOneForAllCoversThem() {
    connection("prod", 1, false, BOTH);
    bind("a", "x", 1, "prod", "queues");
    bind("b", "x", 2, "prod", "queues");
    assertThat(provided(V1).resources())
        .containsEntry("queues", new Reach.Namespaces(new TreeSet<>(List.of("a", "b"))));
    bind("all", 3, "prod", "queues");
    assertThat(provided(V1).resources()).containsEntry("queues", new Reach.Everywhere());
  }

  @Test
  void whatCannotBeBoundSaysWhy() {
    connection("prod", 1, false, catalog());
    bind("lost", 1, "nowhere", "");
    bind("absent", 1, "prod", "");
    assertRefused("lost", Verdict.Reason.CONNECTION_NOT_FOUND, "\"nowhere\"", "[prod]");
    assertRefused("absent", Verdict.Reason.API_NOT_OFFERED, GROUP, "offeredAPIs");
  }

  @Test
  void aResourceThatIsNotOfferedIsNamed() {
    connection("prod", 1, false, BOTH);
    bind("absent", 1, "prod", "caches");
    assertRefused("absent", Verdict.Reason.API_NOT_OFFERED, "caches." + GROUP);
  }

  @Test
  void theOldestBindingWins() {
    connection("one", 1, false, BOTH);
    connection("two", 2, false, BOTH);
    bind("young", 9, "one", "");
    bind("old", 3, "two", "");
    assertThat(provided(V1).connection()).isEqualTo("two");
    assertRefused(
        "young", Verdict.Reason.CONFLICTS, "from connection \"two\"", "ClusterAPIBinding old");
  }

  @Test
  void twoResourcesOfOneVersionDoNotComeFromTwoControlPlanes() {
    connection("one", 1, false, BOTH);
    connection("two", 2, false, BOTH);
    bind("databases", 1, "one", "databases");
    bind("queues", 2, "two", "queues");
    assertRefused("queues", Verdict.Reason.CONFLICTS, "one control plane at a time");
  }

  @Test
  void versionsMayComeFromTwoAndTheLoserKeepsTheRest() {
    connection("one", 1, false, catalog(version(V1, "databases")));
    connection("two", 2, false, BOTH);
    bind("one", 1, "one", "");
    bind("two", 2, "two", "");
    assertThat(provided(V1).connection()).isEqualTo("one");
    assertThat(provided(V2).connection()).isEqualTo("two");
    assertThat(verdict("two"))
        .isInstanceOfSatisfying(
            Verdict.Bound.class,
            bound -> {
              assertThat(bound.conflict().orElse("")).contains(V1.toString());
              assertThat(bound.resources()).hasSize(1);
            });
  }

  @Test
  void pullBindsAllThatNobodyBound() {
    connection("old", 1, true, BOTH);
    connection("young", 2, true, catalog(version(V1, "others"), version(V2, "others")));
    bind("explicit", 9, "young", "others");
    assertThat(provided(V1).connection()).isEqualTo("young");
    bindings.clear();
    assertThat(provided(V1).connection()).isEqualTo("old");
    assertThat(provided(V1).resources()).containsOnlyKeys("databases", "queues");
  }

  @Test
  void pullAddsToWhatABindingOfTheSameConnectionHas() {
    connection("prod", 1, true, BOTH);
    bind("a", "x", 1, "prod", "queues");
    assertThat(provided(V1).resources())
        .containsEntry("queues", new Reach.Everywhere())
        .containsEntry("databases", new Reach.Everywhere());
  }

  @Test
  void aConnectionThatIsNotKnownYetHoldsItsGroupsAndLeavesThemUndecided() {
    connection("dark", 1, false, ApiCatalog.UNKNOWN);
    connection("known", 2, true, BOTH);
    bind("first", 1, "dark", "");
    bind("second", 2, "known", "");
    assertRefused("first", Verdict.Reason.CONNECTION_NOT_READY, "\"dark\"");
    assertRefused("second", Verdict.Reason.CONFLICTS, "ClusterAPIBinding first");
    assertThat(plan().versions()).isEmpty();
    assertThat(plan().undecided()).isEqualTo(new BindingPlan.Undecided(Set.of(GROUP), false));
  }

  @Test
  void whatIsPulledFromAConnectionThatIsNotKnownYetLeavesEverythingUndecided() {
    connection("dark", 1, true, ApiCatalog.UNKNOWN);
    connection("known", 2, true, BOTH);
    assertThat(plan().undecided().everything()).isTrue();
    assertThat(plan().versions()).hasSize(2);
  }

  /** Or it would keep what others leave behind, for as long as it is not reached. */
  @Test
  void aConnectionThatNeverWasUpLeavesNothingUndecided() {
    neverUp("new", true);
    bind("first", 1, "new", "");
    assertRefused("first", Verdict.Reason.CONNECTION_NOT_READY, "\"new\"");
    assertThat(plan().undecided()).isEqualTo(new BindingPlan.Undecided(Set.of(), false));
  }

  @Test
  void theOrderInWhichThingsAreSeenDoesNotMatter() {
    connection("one", 1, true, BOTH);
    connection("two", 1, true, BOTH);
    for (int i = 0; i < 6; i++) {
      bind(i % 2 == 0 ? "" : "ns" + i, "b" + i, i / 2, i % 3 == 0 ? "one" : "two", "");
    }
    BindingPlan expected = plan();
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(connections, random);
      Collections.shuffle(bindings, random);
      assertThat(plan()).isEqualTo(expected);
    }
  }
}
