package dev.jetway.apiserver.discovery;

import dev.jetway.apiserver.compression.AcceptedGzip;
import dev.jetway.apiserver.compression.LargeAnswers;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;

/**
 * Sends documents as they are, or as gzip, where kube-apiserver does so: discovery as it does with
 * all objects, OpenAPI v2 from 1400 bytes on, OpenAPI v3 never.
 */
final class DocumentEncoding implements ContainerResponseFilter {
  private static final int OPENAPI_V2_LEAST = 1400;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String path = request.getUriInfo().getPath();
    boolean openApiV2 = path.equals("openapi/v2");
    MultivaluedMap<String, Object> headers = response.getHeaders();
    if (openApiV2) {
      headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    if (!(response.getEntity() instanceof TaggedDocument document)) {
      return;
    }
    List<String> accepted =
        request.getHeaders().getOrDefault(HttpHeaders.ACCEPT_ENCODING, List.of());
    int length = document.json().remaining();
    boolean gzip =
        openApiV2
            ? length >= OPENAPI_V2_LEAST && AcceptedGzip.byQuality(accepted)
            : length > LargeAnswers.THRESHOLD
                && !path.startsWith("openapi/")
                && AcceptedGzip.asWord(accepted);
    if (gzip) {
      headers.putSingle(HttpHeaders.CONTENT_ENCODING, AcceptedGzip.GZIP);
      if (!openApiV2) {
        headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
      }
    }
    ByteBuffer body = gzip ? document.gzip() : document.json();
    headers.putSingle(HttpHeaders.CONTENT_LENGTH, body.remaining());
    StreamingOutput output = out -> Channels.newChannel(out).write(body);
    response.setEntity(output);
  }
}
