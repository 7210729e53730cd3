package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.NamespaceMode.Single;
import dev.jetway.tunnel.OriginLabels;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Finds out how the consumer calls an object, where the caller does not say: the object's own
 * labels do, if they are those of the cluster. That is not believed either: the name in the path
 * must be made of it, so that only an object passes that no other cluster can have, whatever
 * becomes of it meanwhile. Thread-safe; blocks.
 */
final class SingleObjectProof {
  private static final int MAX_METADATA = 1 << 20;
  private static final HttpFields METADATA =
      HttpFields.build()
          .put(
              HttpHeader.ACCEPT, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
          .asImmutable();

  private final Forwarder forwarder;
  private final ObjectMapper json = new ObjectMapper();

  SingleObjectProof(Forwarder forwarder) {
    this.forwarder = forwarder;
  }

  /**
   * Returns if the object is one of the cluster.
   *
   * @throws StatusException 404 if there is none of the cluster, 403 if its name is not made of
   *     what its labels say, or what the control plane says
   * @throws IOException if the control plane gives no answer
   */
  void require(TenantRequest request, Single single, ResourcePath path) throws IOException {
    QueryString query =
        QueryString.EMPTY
            .with("fieldSelector", "metadata.name=" + path.name())
            .with("labelSelector", OriginLabels.CLUSTER + "=" + request.cluster());
    StreamedResponse answer =
        forwarder.asUser(request.reading(METADATA), path.collection().toPath(), query.encode());
    byte[] body = ResponseBody.readAll(answer, MAX_METADATA, request.headTimeout());
    if (answer.status() != 200) {
      throw new StatusException(Status.ofAnswer(answer.status(), body));
    }
    JsonNode metadata = json.readTree(body).at("/items/0/metadata");
    if (metadata.isMissingNode()) {
      throw new StatusException(Status.notFound(path.group(), path.resource(), path.name()));
    }
    JsonNode labels = metadata.path("labels");
    String name =
        metadata
            .path("annotations")
            .path(OriginLabels.NAME)
            .asText(labels.path(OriginLabels.NAME).asText());
    String namespace = labels.path(OriginLabels.NAMESPACE).asText();
    if (!new ConsumerObject(namespace, name).isAt(path.name(), single.clusterId())) {
      throw new StatusException(
          Status.of(
              403,
              ("the name \"%s\" is not made of what the object's labels say, name \"%s\" and namespace \"%s\" in the"
                      + " consumer cluster \"%s\"")
                  .formatted(path.name(), name, namespace, request.cluster())));
    }
  }
}
