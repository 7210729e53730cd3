package dev.jetway.apiserver.discovery;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure in this room, told as a Status. */
final class FailureAnswers implements ExceptionMapper<RuntimeException> {
  private static final Logger LOG = LoggerFactory.getLogger(FailureAnswers.class);

  @Override
  public Response toResponse(RuntimeException failure) {
    return switch (failure) {
      case StatusException e -> answer(e.status());
      case WebApplicationException e -> answer(ofCode(e.getResponse().getStatus()));
      default -> {
        UUID id = UUID.randomUUID();
        LOG.error("discovery failed: errorId={}", id, failure);
        yield answer(Status.of(500, "Internal error occurred: error " + id));
      }
    };
  }

  private static Status ofCode(int code) {
    return switch (code) {
      case 404 -> Status.of(404, "the server could not find the requested resource");
      case 405 -> Status.of(405, "the server does not allow this method on the requested resource");
      default -> Status.of(code, "the request cannot be answered: HTTP " + code);
    };
  }

  private static Response answer(Status status) {
    return Response.status(status.code()).type("application/json").entity(status.toJson()).build();
  }
}
