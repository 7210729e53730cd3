package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.cluster.VersionedResource;
import dev.jetway.cli.terminal.NotInTimeException;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.ObjectAddress;
import dev.jetway.manifests.OurApiServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The bindings of one consumer cluster. For one thread. */
public final class Bindings {
  private static final Duration CONNECTOR_REMOVES_WITHIN = Duration.ofSeconds(20);

  /** It is usable before, so this is no failure. */
  private static final Duration LISTED_WITHIN = Duration.ofSeconds(10);

  private final ApiServerClient client;
  private final Terminal terminal;
  private final Applier applier;

  /** For a cluster. */
  public Bindings(ApiServerClient client, Terminal terminal) {
    this.client = client;
    this.terminal = terminal;
    this.applier = new Applier(client, false, change -> terminal.print(change.toString()));
  }

  /** Applies a binding. */
  public void apply(Binding binding, Optional<String> updatePolicy) {
    applier.apply(binding.object(updatePolicy));
  }

  /**
   * Waits until it is bound, and says what is served.
   *
   * @throws NotInTimeException with the reason and message of its condition
   */
  public void awaitBound(Binding binding, Duration within) throws Exception {
    if (within.isZero()) {
      return;
    }
    boolean bound =
        terminal.during(
            "waiting until " + binding + " is bound",
            () ->
                AwaitedCollection.ofObject(client, binding.collection(), binding.name())
                    .await(found -> found.stream().anyMatch(Bindings::isBound), within));
    ObjectNode now = client.get(binding.collection() + "/" + binding.name());
    if (!bound) {
      throw new NotInTimeException(binding + " is not bound: " + why(now));
    }
    awaitListed(ServedApis.of(now));
    terminal.print(binding + " is bound: " + String.join(", ", served(now)));
  }

  /** Waits until clients find APIs that are bound, and says so if that takes long. */
  public void awaitListed(List<VersionedResource> apis) throws Exception {
    boolean listed =
        terminal.during(
            "waiting until kube-apiserver lists it",
            () -> new ListedApis(client).await(apis, LISTED_WITHIN));
    if (!listed) {
      terminal.remark("kube-apiserver does not list it yet: kubectl will know it within a minute");
    }
  }

  /** All bindings of the cluster, of both kinds, as they are. */
  public List<ObjectNode> all() {
    List<ObjectNode> all = new ArrayList<>();
    for (String kind : List.of("ClusterAPIBinding", "APIBinding")) {
      for (JsonNode item : items(kind.toLowerCase(Locale.ROOT) + "s")) {
        all.add(((ObjectNode) item).put("apiVersion", Binding.API_VERSION).put("kind", kind));
      }
    }
    return all;
  }

  /** All connections of the cluster, as they are. */
  public List<ObjectNode> connections() {
    List<ObjectNode> all = new ArrayList<>();
    items("clusterconnections").forEach(item -> all.add((ObjectNode) item));
    return all;
  }

  /** Nothing where the cluster does not know the kind. */
  private JsonNode items(String plural) {
    return client
        .find("/apis/" + Binding.API_VERSION + "/" + plural)
        .map(list -> list.path("items"))
        .orElseGet(MissingNode::getInstance);
  }

  /** The bindings to a connection. */
  public List<ObjectNode> of(String connection) {
    return all().stream()
        .filter(binding -> binding.at("/spec/connection").asText().equals(connection))
        .toList();
  }

  /**
   * The groups of the connections' offers that names mean, bound or not: a run that was stopped may
   * have left an APIService without its binding.
   *
   * @param names groups, or resources with their group
   */
  public Set<String> groupsOf(List<String> names) {
    Set<String> groups = new TreeSet<>();
    connections().forEach(connection -> groups.addAll(offeredGroups(connection)));
    groups.removeIf(group ->
        names.stream().noneMatch(name -> name.equals(group) || name.endsWith("." + group)));
    return groups;
  }

  /**
   * Deletes bindings, and sees to it that no APIService stays that nothing needs any more: the
   * connector removes them; where none runs, they are removed here.
   *
   * @param alsoGroups groups that may have been bound without a binding, or before
   */
  public void delete(List<ObjectNode> bindings, Collection<String> alsoGroups) throws Exception {
    Set<String> groups = new TreeSet<>(alsoGroups);
    for (ObjectNode binding : bindings) {
      groups.add(binding.at("/spec/group").asText());
      applier.delete(ObjectAddress.of(binding));
    }
    all().forEach(binding -> groups.remove(binding.at("/spec/group").asText()));
    pulled().forEach(groups::remove);
    terminal.during(
        "waiting until their APIs are gone",
        () -> {
          OurApiServices.awaitGone(
              client,
              apiService -> groups.contains(OurApiServices.group(apiService)),
              CONNECTOR_REMOVES_WITHIN);
          return true;
        });
  }

  /** Groups that connections bind by themselves. */
  private List<String> pulled() {
    List<String> groups = new ArrayList<>();
    for (JsonNode connection : connections()) {
      if (isPulling(connection)) {
        groups.addAll(offeredGroups(connection));
      }
    }
    return groups;
  }

  /** Whether a connection binds all that is offered by itself. */
  public static boolean isPulling(JsonNode connection) {
    return connection.at("/spec/crdManagement/pullBehavior").asText().equals("Pull");
  }

  /** The groups that a connection offers. */
  public static Set<String> offeredGroups(JsonNode connection) {
    Set<String> groups = new TreeSet<>();
    connection.at("/status/offeredAPIs").forEach(api -> groups.add(api.path("group").asText()));
    return groups;
  }

  /** What a binding serves, as {@code resource.group (versions)}. */
  public static List<String> served(JsonNode binding) {
    List<String> served = new ArrayList<>();
    for (JsonNode api : binding.at("/status/servedAPIs")) {
      List<String> versions = new ArrayList<>();
      api.path("versions").forEach(version -> versions.add(version.asText()));
      served.add(
          "%s.%s (%s)"
              .formatted(
                  api.path("resource").asText(),
                  binding.at("/spec/group").asText(),
                  String.join(", ", versions)));
    }
    return served;
  }

  /** Whether the condition {@code Bound} is true for the binding's present spec. */
  static boolean isBound(JsonNode binding) {
    return Conditions.isTrue(binding, "Bound")
        && binding.at("/status/observedGeneration").asLong()
            >= binding.at("/metadata/generation").asLong();
  }

  /** Why it is not, for people. */
  public static String why(JsonNode binding) {
    for (String type : List.of("Conflicts", "Bound", "Ready")) {
      boolean tells =
          type.equals("Conflicts")
              ? Conditions.isTrue(binding, type)
              : Conditions.status(binding, type).equals("False");
      if (tells) {
        return Conditions.reason(binding, type) + ": " + Conditions.message(binding, type);
      }
    }
    return "no connector has seen it yet: does it run, and follow connections? See 'jetway doctor'";
  }
}
