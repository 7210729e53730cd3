package dev.jetway.backend.cache;

import dev.jetway.backend.table.TableRenderer;
import dev.jetway.backend.table.TableRequest;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.Verb;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Chooses the form that a client wants, if it can be given here. The header was normalised before:
 * JSON clauses, best first.
 */
final class Forms {
  private static final String JSON = "application/json";
  private static final String META = ";v=v1;g=meta.k8s.io";

  private final JsonForm whole;
  private final Optional<TableRenderer> tables;
  private final Clock clock;

  /**
   * Forms of objects of a kind.
   *
   * @param tables renders tables of them, if that can be done here
   * @param clock what ages are counted to
   */
  Forms(
      String apiVersion,
      String kind,
      String listKind,
      Optional<TableRenderer> tables,
      Clock clock) {
    this.whole = JsonForm.whole(apiVersion, kind, listKind);
    this.tables = tables;
    this.clock = clock;
  }

  /**
   * The form of an answer; empty if only the provider can give it.
   *
   * @param anyChoice whether another than the client's first choice will do, because the provider
   *     cannot be asked
   */
  Optional<Form> choose(HttpFields headers, Verb verb, QueryString query, boolean anyChoice) {
    List<String> clauses = headers.getCSV(HttpHeader.ACCEPT, true);
    if (clauses.isEmpty()) {
      return Optional.of(whole);
    }
    for (String clause : anyChoice ? clauses : List.of(clauses.getFirst())) {
      Optional<Form> form =
          table(clause, query)
              .or(() -> form(clause.replace(" ", "").toLowerCase(Locale.ROOT), verb));
      if (form.isPresent()) {
        return form;
      }
    }
    return Optional.empty();
  }

  private Optional<Form> table(String clause, QueryString query) {
    return TableRequest.of(clause, query)
        .flatMap(request ->
            tables.map(renderer -> new TableForm(whole, renderer, request, true, clock)));
  }

  private Optional<Form> form(String clause, Verb verb) {
    String partial =
        verb == Verb.LIST ? ";as=partialobjectmetadatalist" : ";as=partialobjectmetadata";
    if (clause.equals(JSON) || clause.equals("*/*") || clause.equals("application/*")) {
      return Optional.of(whole);
    }
    return clause.equals(JSON + partial + META)
        ? Optional.of(JsonForm.metadata())
        : Optional.empty();
  }
}
