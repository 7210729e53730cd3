package dev.jetway.apiserver.discovery;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}, in JSON only; kube-apiserver needs no other.
 *
 * <p>While nothing is known, it is 503, never 404: one 404 makes kube-aggregator take the server
 * for one without OpenAPI v3 until it restarts. A hash that is out of date gets the present
 * document, never a redirection, which kube-aggregator refuses.
 */
@Path("/openapi")
public final class OpenApiRequests {
  private static final String JSON = "application/json";
  private static final Duration FOREVER = Duration.ofDays(365);

  private final CurrentDocuments documents;
  private final Clock clock;

  /** Serves the documents of the moment. */
  @Inject
  public OpenApiRequests(CurrentDocuments documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** One document for everything. */
  @GET
  @Path("v2")
  public Response v2(
      @HeaderParam(HttpHeaders.ACCEPT) List<String> accept,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    DiscoveryForm.requireJson(accept);
    return DocumentAnswer.tagged(known().openApiV2(), JSON, ifNoneMatch);
  }

  /** Which documents there are. */
  @GET
  @Path("v3")
  public Response v3(
      @HeaderParam(HttpHeaders.ACCEPT) List<String> accept,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    DiscoveryForm.requireJson(accept);
    return DocumentAnswer.tagged(known().openApiV3Root(), JSON, ifNoneMatch);
  }

  /** The document of one version. */
  @GET
  @Path("v3/apis/{group}/{version}")
  public Response version(
      @PathParam("group") String group,
      @PathParam("version") String version,
      @QueryParam("hash") Optional<String> hash,
      @HeaderParam(HttpHeaders.ACCEPT) List<String> accept,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    DiscoveryForm.requireJson(accept);
    TaggedDocument document =
        known().openApiV3(group, version).orElseThrow(() -> DocumentAnswer.missing(true));
    Response.ResponseBuilder answer = DocumentAnswer.builder(document, JSON, ifNoneMatch);
    if (hash.filter(document.tag()::equals).isPresent()) {
      answer
          .header(HttpHeaders.CACHE_CONTROL, "public, immutable")
          .header(
              HttpHeaders.EXPIRES,
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  clock.instant().plus(FOREVER).atOffset(ZoneOffset.UTC)));
    }
    return answer.build();
  }

  private DiscoveryDocuments known() {
    DiscoveryDocuments current = documents.get();
    if (!current.isKnown()) {
      throw DocumentAnswer.missing(false);
    }
    return current;
  }
}
