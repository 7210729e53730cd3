package dev.jetway.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.Version;
import dev.jetway.cli.terminal.NotInTimeException;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Applies the manifests of one part to one cluster. For one thread. */
public final class Installer {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final ApiServerClient client;
  private final Terminal terminal;
  private final String namespace;
  private final String deployment;

  /**
   * For one part.
   *
   * @param namespace the namespace of all its objects
   * @param deployment the name of its Deployment
   */
  public Installer(ApiServerClient client, Terminal terminal, String namespace, String deployment) {
    this.client = client;
    this.terminal = terminal;
    this.namespace = namespace;
    this.deployment = deployment;
  }

  /**
   * What can be chosen.
   *
   * @param image empty for the one that is installed
   * @param version the tag of the image; empty for what the image says
   * @param replicas how many pods
   * @param arguments more flags for the process
   * @param upgrade whether an installed part may be changed
   * @param dryRun whether nothing is changed
   * @param awaitPods whether to wait for the pods
   */
  public record Choice(
      String image,
      Optional<String> version,
      int replicas,
      List<String> arguments,
      boolean upgrade,
      boolean dryRun,
      boolean awaitPods) {
    /** Copies the list. */
    public Choice {
      arguments = List.copyOf(arguments);
    }

    /** Two pods of an image, or of what is installed if it is empty. */
    public static Choice of(String image) {
      return new Choice(image, Optional.empty(), 2, List.of(), false, false, false);
    }
  }

  /** Makes the objects of a part. */
  @FunctionalInterface
  public interface Renderer {
    /** The objects, in any order. */
    List<ObjectNode> render(Workload workload);
  }

  /** Whether the part's Deployment is there. */
  public boolean isInstalled() {
    return installed().isPresent();
  }

  /**
   * Applies the part.
   *
   * @throws SettingsException if no image is known, or an installed part would change without
   *     leave; nothing is changed then
   */
  public void install(Choice choice, Renderer renderer) throws Exception {
    Optional<ObjectNode> installed = installed();
    Workload workload =
        new Workload(namespace, image(choice, installed), choice.replicas(), choice.arguments());
    List<ObjectNode> objects = renderer.render(workload);
    if (installed.isPresent() && !choice.upgrade()) {
      refuseChange(installed.get(), objects);
    }
    Applier applier =
        new Applier(
            client,
            choice.dryRun(),
            change -> terminal.print(change + (choice.dryRun() ? " (dry run)" : "")));
    terminal.during(
        "installing " + deployment,
        () -> {
          applier.apply(objects);
          return true;
        });
    if (choice.awaitPods() && !choice.dryRun()) {
      awaitReady();
    }
  }

  private String image(Choice choice, Optional<ObjectNode> installed) {
    boolean replace = choice.image().isEmpty();
    String image =
        replace
            ? installed
                .map(Installer::image)
                .orElseThrow(() ->
                    SettingsException.of(
                        "--image: must be given, " + deployment + " is not installed yet"))
            : choice.image();
    if (choice.version().isEmpty()) {
      return image;
    }
    String version = choice.version().get();
    ImageVersion.compare(version, Version.current()).ifPresent(terminal::remark);
    return ImageVersion.tagged(image, version, replace);
  }

  private void awaitReady() throws Exception {
    String collection = collection();
    boolean ready =
        terminal.during(
            "waiting for the pods of " + deployment,
            () ->
                AwaitedCollection.ofObject(client, collection, deployment)
                    .await(found -> found.stream().anyMatch(Installer::isRolledOut), READY_WITHIN));
    if (!ready) {
      throw new NotInTimeException(
          "the pods of %s are not ready after %d s: see kubectl describe pods -n %s"
              .formatted(deployment, READY_WITHIN.toSeconds(), namespace));
    }
  }

  private static boolean isRolledOut(ObjectNode deployment) {
    JsonNode status = deployment.path("status");
    return status.path("observedGeneration").asLong()
            >= deployment.at("/metadata/generation").asLong()
        && status.path("updatedReplicas").asInt() >= deployment.at("/spec/replicas").asInt()
        && Conditions.isTrue(deployment, "Available");
  }

  private void refuseChange(ObjectNode installed, List<ObjectNode> objects) {
    JsonNode before = installed.at("/spec/template/spec/containers/0");
    for (ObjectNode object : objects) {
      JsonNode after = object.at("/spec/template/spec/containers/0");
      if (object.path("kind").asText().equals("Deployment")
          && !(before.path("image").equals(after.path("image"))
              && before.path("args").equals(after.path("args")))) {
        throw SettingsException.of(
            "%s is installed with the image %s and flags %s: --upgrade changes it to %s and %s"
                .formatted(
                    deployment,
                    before.path("image").asText(),
                    before.path("args"),
                    after.path("image").asText(),
                    after.path("args")));
      }
    }
  }

  private Optional<ObjectNode> installed() {
    return client.find(collection() + "/" + deployment);
  }

  private String collection() {
    return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
  }

  private static String image(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0/image").asText();
  }
}
