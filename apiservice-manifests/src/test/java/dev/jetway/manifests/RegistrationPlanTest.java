package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.manifests.RegistrationPlan.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrationPlanTest {
  private static final String CONNECTOR = "prod";
  private static final ServedApi DATABASES = new ServedApi("db.example.org", "v1", "h1");
  private static final ServedApi BUCKETS = new ServedApi("storage.example.org", "v1beta1", "h1");
  private static final Registrations WANTED = wanted(DATABASES, BUCKETS);

  @Test
  void createsWhatIsMissingInOrder() {
    RegistrationPlan plan = plan(WANTED, List.of(), List.of());
    assertThat(plan.steps())
        .extracting(Step::name)
        .containsExactly("v1.db.example.org", "v1beta1.storage.example.org");
    assertThat(plan.steps()).allMatch(Step.Create.class::isInstance);
    assertThat(plan.right()).isEmpty();
  }

  @Test
  void registersAsKubeApiServerDoesForCrdsAndNeverAsAutomanaged() {
    ObjectNode manifest = ApiServiceManifest.of(CONNECTOR, WANTED, DATABASES);
    assertThat(manifest.at("/metadata/name").asText()).isEqualTo("v1.db.example.org");
    assertThat(manifest.at("/spec/groupPriorityMinimum").asInt()).isEqualTo(1000);
    assertThat(manifest.at("/spec/versionPriority").asInt()).isEqualTo(100);
    assertThat(manifest.at("/spec/caBundle").asText()).isEqualTo("Q0E=");
    assertThat(manifest.toString()).doesNotContain("automanaged").doesNotContain("insecure");
  }

  @Test
  void leavesWhatIsRight() {
    RegistrationPlan plan = plan(WANTED, List.of(ours(DATABASES), ours(BUCKETS)), List.of());
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.right()).containsExactly(DATABASES, BUCKETS);
  }

  @Test
  void repairsDriftAndKeepsWhatOthersAdded() {
    ObjectNode drifted = ours(DATABASES);
    drifted.withObject("/spec").put("groupPriorityMinimum", 5).put("insecureSkipTLSVerify", true);
    drifted.withObject("/spec").remove("caBundle");
    drifted.withObject("/metadata/labels").put("theirs", "x");
    drifted.withObject("/metadata/annotations").put("theirs", "y");
    assertThat(plan(wanted(DATABASES), List.of(drifted), List.of()).steps())
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Repair.class,
            repair -> {
              ObjectNode manifest = repair.manifest();
              assertThat(manifest.get("spec")).isEqualTo(ours(DATABASES).get("spec"));
              assertThat(manifest.at("/metadata/labels/theirs").asText()).isEqualTo("x");
              assertThat(manifest.at("/metadata/annotations/theirs").asText()).isEqualTo("y");
              assertThat(manifest.at("/metadata/resourceVersion").asText()).isEqualTo("7");
            });
  }

  @Test
  void takesTheAutomanagedLabelOffOurOwn() {
    ObjectNode labelled = ours(DATABASES);
    labelled.withObject("/metadata/labels").put(ApiServiceManifest.AUTO_MANAGED, "true");
    assertThat(plan(wanted(DATABASES), List.of(labelled), List.of()).steps())
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Repair.class,
            repair -> assertThat(repair.manifest().toString()).doesNotContain("automanaged"));
  }

  @Test
  void takesBackItsOwnWhenTheLabelWasTakenOff() {
    ObjectNode unlabelled = ours(DATABASES);
    unlabelled.withObject("/metadata").remove("labels");
    RegistrationPlan plan = plan(wanted(DATABASES), List.of(unlabelled), List.of());
    assertThat(plan.steps()).singleElement().isInstanceOf(Step.Repair.class);
    assertThat(plan.conflicts()).isEmpty();
  }

  @Test
  void rollsOutAnotherCaBundle() {
    Registrations rotated =
        new Registrations("jetway-system", "jetway-connector", 443, "CA+CA2", List.of(DATABASES));
    assertThat(plan(rotated, List.of(ours(DATABASES)), List.of()).steps())
        .singleElement()
        .isInstanceOf(Step.Repair.class);
  }

  @Test
  void removesOursThatAreNotWantedTheLastOneFirst() {
    assertThat(plan(wanted(), List.of(ours(DATABASES), ours(BUCKETS)), List.of()).steps())
        .containsExactly(
            new Step.Remove("v1beta1.storage.example.org", "uid-v1beta1.storage.example.org"),
            new Step.Remove("v1.db.example.org", "uid-v1.db.example.org"));
  }

  @Test
  void leavesAloneWhatIsAnothers() {
    ObjectNode foreign = ours(DATABASES);
    foreign.withObject("/metadata/labels").put(ApiServiceManifest.MANAGED_BY, "staging");
    RegistrationPlan plan = plan(wanted(DATABASES), List.of(foreign), List.of());
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.conflicts())
        .singleElement()
        .satisfies(conflict -> {
          assertThat(conflict.reason()).isEqualTo(Conflict.Reason.API_SERVICE_EXISTS);
          assertThat(conflict.message()).contains("staging");
        });
    assertThat(plan(wanted(), List.of(foreign), List.of()).steps()).isEmpty();
  }

  @Test
  void leavesALocalCrdWorking() {
    List<ObjectNode> crds = List.of(crd("databases", DATABASES, true));
    for (List<ObjectNode> found : List.of(List.<ObjectNode>of(), List.of(automanaged(DATABASES)))) {
      RegistrationPlan plan = plan(wanted(DATABASES), found, crds);
      assertThat(plan.steps()).isEmpty();
      assertThat(plan.conflicts())
          .extracting(Conflict::reason)
          .containsExactly(Conflict.Reason.LOCAL_CRD_EXISTS);
      assertThat(plan.conflicts().getFirst().message()).contains("databases.db.example.org");
    }
  }

  @Test
  void registersBesideACrdThatDoesNotServeTheVersion() {
    List<ObjectNode> crds = List.of(crd("databases", DATABASES, false));
    assertThat(plan(wanted(DATABASES), List.of(), crds).steps())
        .singleElement()
        .isInstanceOf(Step.Create.class);
  }

  @Test
  void leavesKubeApiServersOwnGroupsAlone() {
    ServedApi apps = new ServedApi("apps", "v1", "");
    assertThat(plan(wanted(apps), List.of(automanaged(apps)), List.of()).conflicts())
        .extracting(Conflict::message)
        .singleElement()
        .asString()
        .contains("kube-apiserver itself");
  }

  @Test
  void goesOnServingWhatACrdWasInstalledOverAndSaysSo() {
    RegistrationPlan plan =
        plan(
            wanted(DATABASES),
            List.of(ours(DATABASES)),
            List.of(crd("databases", DATABASES, true)));
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.right()).containsExactly(DATABASES);
    assertThat(plan.conflicts())
        .extracting(Conflict::reason)
        .containsExactly(Conflict.Reason.LOCAL_CRD_SHADOWED);
  }

  @Test
  void announcesNewDiscoveryOnce() {
    ServedApi changed = new ServedApi("db.example.org", "v1", "h2");
    List<ObjectNode> found = List.of(ours(DATABASES));
    assertThat(plan(wanted(changed), found, List.of()).steps())
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Touch.class,
            touch ->
                assertThat(ApiServiceManifest.discoveryHash(touch.manifest())).isEqualTo("h2"));
    Map<String, String> touched = Map.of(changed.apiServiceName(), "h2");
    assertThat(RegistrationPlan.of(CONNECTOR, wanted(changed), found, List.of(), touched).steps())
        .isEmpty();
  }

  @Test
  void keepsOfCrdsNamesAndVersionsOnly() {
    ObjectNode crd = crd("databases", DATABASES, true);
    crd.withObject("/metadata/annotations").put("last-applied", "long");
    ((ObjectNode) crd.at("/spec/versions/0")).putObject("schema").put("type", "object");
    assertThat(RegistrationPlan.neededOfCrd(crd)).isEqualTo(crd("databases", DATABASES, true));
  }

  private static RegistrationPlan plan(
      Registrations wanted, List<ObjectNode> found, List<ObjectNode> crds) {
    return RegistrationPlan.of(CONNECTOR, wanted, found, crds, Map.of());
  }

  private static Registrations wanted(ServedApi... apis) {
    return new Registrations("jetway-system", "jetway-connector", 443, "CA", List.of(apis));
  }

  private static ObjectNode ours(ServedApi api) {
    ObjectNode found = ApiServiceManifest.of(CONNECTOR, WANTED, api);
    found
        .withObject("/metadata")
        .put("uid", "uid-" + api.apiServiceName())
        .put("resourceVersion", "7");
    return found;
  }

  private static ObjectNode automanaged(ServedApi api) {
    ObjectNode found = new ObjectMapper().createObjectNode();
    ObjectNode metadata = found.putObject("metadata").put("name", api.apiServiceName());
    metadata.putObject("labels").put(ApiServiceManifest.AUTO_MANAGED, "true");
    return found;
  }

  private static ObjectNode crd(String plural, ServedApi api, boolean served) {
    ObjectNode crd = new ObjectMapper().createObjectNode();
    crd.putObject("metadata").put("name", plural + "." + api.group());
    ObjectNode spec = crd.putObject("spec").put("group", api.group());
    spec.putArray("versions").addObject().put("name", api.version()).put("served", served);
    return crd;
  }
}
