package dev.jetway.apiserver.discovery;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * Answers that send a document, or say that the caller has it. How it is sent, {@link
 * DocumentEncoding} decides.
 */
final class DocumentAnswer {
  private DocumentAnswer() {}

  static Response plain(TaggedDocument document) {
    return Response.ok(document).header(HttpHeaders.CONTENT_TYPE, "application/json").build();
  }

  static Response tagged(TaggedDocument document, String contentType, List<String> ifNoneMatch) {
    return builder(document, contentType, ifNoneMatch).build();
  }

  static Response.ResponseBuilder builder(
      TaggedDocument document, String contentType, List<String> ifNoneMatch) {
    boolean had = document.matches(String.join(",", ifNoneMatch));
    Response.ResponseBuilder answer =
        had
            ? Response.notModified()
            : Response.ok(document).header(HttpHeaders.CONTENT_TYPE, contentType);
    return answer.header(HttpHeaders.ETAG, document.entityTag()).header(HttpHeaders.VARY, "Accept");
  }

  /** There is no such document; or, while nothing is known, nobody can tell. */
  static StatusException missing(boolean known) {
    return new StatusException(
        known
            ? Status.of(404, "the server could not find the requested resource")
            : Status.of(503, "what the control plane offers is not known yet"));
  }
}
