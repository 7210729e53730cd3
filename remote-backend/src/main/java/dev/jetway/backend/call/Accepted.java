package dev.jetway.backend.call;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a caller accepts, limited to what can be translated on the way back: JSON, as it is, as a
 * Table, or as partial metadata.
 *
 * @param header the Accept header for the provider
 * @param table whether a Table may come back
 * @param partialMetadata whether the first choice is PartialObjectMetadata(List)
 */
record Accepted(String header, boolean table, boolean partialMetadata) {

  /**
   * Reads the Accept headers of a request.
   *
   * @throws StatusException 406 if nothing that is accepted can be given
   */
  static Accepted of(HttpFields headers) {
    List<String> clauses = new ArrayList<>();
    boolean anyGiven = false;
    for (String clause : headers.getCSV(HttpHeader.ACCEPT, true)) {
      anyGiven = true;
      int semicolon = clause.indexOf(';');
      String type =
          (semicolon < 0 ? clause : clause.substring(0, semicolon))
              .strip()
              .toLowerCase(Locale.ROOT);
      String parameters = semicolon < 0 ? "" : clause.substring(semicolon);
      switch (type) {
        case "application/json" -> clauses.add(type + parameters);
        case "*/*", "application/*" -> clauses.add("application/json");
        default -> {
          // protobuf and CBOR are not translated; every client that asks for them offers JSON as
          // well
        }
      }
    }
    if (clauses.isEmpty() && anyGiven) {
      throw new StatusException(
          Status.of(
              406,
              "only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io, "
                  + "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"));
    }
    String header = clauses.isEmpty() ? "application/json" : String.join(", ", clauses);
    return new Accepted(
        header,
        header.contains("as=Table"),
        !clauses.isEmpty() && clauses.getFirst().contains("as=PartialObjectMetadata"));
  }
}
