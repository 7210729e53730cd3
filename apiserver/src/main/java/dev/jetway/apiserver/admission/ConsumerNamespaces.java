package dev.jetway.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import java.util.Optional;

/** The namespaces of the cluster that a client reaches, mirrored. */
public final class ConsumerNamespaces implements Namespaces {
  private static final String PATH = "/api/v1/namespaces";

  private final ApiServerClient client;
  private final ResourceMirror mirror;

  /**
   * Namespaces by a mirror.
   *
   * @param client to ask live
   * @param mirror of all namespaces; whoever made it starts and closes it
   */
  public ConsumerNamespaces(ApiServerClient client, ResourceMirror mirror) {
    this.client = client;
    this.mirror = mirror;
  }

  @Override
  public Optional<ObjectNode> cached(String name) {
    return mirror.get("", name);
  }

  @Override
  public Optional<ObjectNode> live(String name) {
    return client.find(PATH + "/" + name);
  }
}
