package dev.jetway.e2e.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of an API server's audit log, at level Metadata.
 *
 * @param auditId the {@code Audit-ID}, which a proxy may have handed on
 * @param stage {@code ResponseStarted} (watches), {@code ResponseComplete} or {@code Panic}
 * @param verb the verb in the words of RBAC
 * @param requestUri path and query as they came
 * @param user who authenticated
 * @param groups of the user who authenticated
 * @param impersonatedUser whom the user acted as, if anyone
 * @param impersonatedGroups of the user who was acted as
 * @param userAgent what the client called itself
 * @param code the HTTP code of the answer, 0 if there was none yet
 */
public record AuditEvent(
    String auditId,
    String stage,
    String verb,
    String requestUri,
    String user,
    List<String> groups,
    Optional<String> impersonatedUser,
    List<String> impersonatedGroups,
    String userAgent,
    int code) {
  /** Copies the lists. */
  public AuditEvent {
    groups = List.copyOf(groups);
    impersonatedGroups = List.copyOf(impersonatedGroups);
  }

  static AuditEvent of(JsonNode event) {
    JsonNode impersonated = event.path("impersonatedUser");
    return new AuditEvent(
        event.path("auditID").asText(),
        event.path("stage").asText(),
        event.path("verb").asText(),
        event.path("requestURI").asText(),
        event.path("user").path("username").asText(),
        texts(event.path("user").path("groups")),
        Optional.of(impersonated.path("username").asText()).filter(name -> !name.isEmpty()),
        texts(impersonated.path("groups")),
        event.path("userAgent").asText(),
        event.path("responseStatus").path("code").asInt());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
