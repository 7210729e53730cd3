package dev.jetway.apiserver.discovery;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * {@code /apis} and below, up to a version's list of resources.
 *
 * <p>While nothing is known yet, {@code /apis} is answered in its plain form: kube-aggregator then
 * asks for the single versions, gets 503 there and comes back soon. A 503 on {@code /apis} itself
 * would do no good for servers that know some of their versions, an empty list would be believed
 * for a minute.
 */
@Path("/apis")
public final class DiscoveryRequests {
  private final CurrentDocuments documents;

  /** Serves the documents of the moment. */
  @Inject
  public DiscoveryRequests(CurrentDocuments documents) {
    this.documents = documents;
  }

  /** All groups: aggregated discovery for who asks for it, an APIGroupList else. */
  @GET
  public Response groups(
      @HeaderParam(HttpHeaders.ACCEPT) List<String> accept,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    DiscoveryDocuments current = documents.get();
    DiscoveryForm form = DiscoveryForm.of(accept, current.isKnown());
    return switch (form) {
      case AGGREGATED_V2 ->
          DocumentAnswer.tagged(current.aggregatedV2(), form.contentType(), ifNoneMatch);
      case AGGREGATED_V2BETA1 ->
          DocumentAnswer.tagged(current.aggregatedV2Beta1(), form.contentType(), ifNoneMatch);
      case PLAIN -> DocumentAnswer.plain(current.groupList());
    };
  }

  /** One group. */
  @GET
  @Path("{group}")
  public Response group(
      @PathParam("group") String group, @HeaderParam(HttpHeaders.ACCEPT) List<String> accept) {
    DiscoveryForm.requireJson(accept);
    DiscoveryDocuments current = documents.get();
    return DocumentAnswer.plain(
        current.group(group).orElseThrow(() -> DocumentAnswer.missing(current.isKnown())));
  }

  /** The resources of one version. */
  @GET
  @Path("{group}/{version}")
  public Response version(
      @PathParam("group") String group,
      @PathParam("version") String version,
      @HeaderParam(HttpHeaders.ACCEPT) List<String> accept) {
    DiscoveryForm.requireJson(accept);
    DiscoveryDocuments current = documents.get();
    return DocumentAnswer.plain(
        current
            .version(group, version)
            .orElseThrow(() -> DocumentAnswer.missing(current.isKnown())));
  }
}
