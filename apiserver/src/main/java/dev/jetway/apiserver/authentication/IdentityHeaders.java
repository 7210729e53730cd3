package dev.jetway.apiserver.authentication;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Takes out of a request every header that says who somebody is: once the user is known, none of
 * them may reach anything behind.
 */
final class IdentityHeaders {
  private static final Set<String> STANDARD =
      Set.of("authorization", "x-remote-user", "x-remote-uid", "x-remote-group", "cookie");
  private static final List<String> STANDARD_PREFIXES = List.of("x-remote-", "impersonate-");

  private IdentityHeaders() {}

  /** The headers without the standard identity headers and those of the settings. */
  static HttpFields strippedOf(HttpFields headers, AuthenticationSettings settings) {
    HttpFields.Mutable kept = HttpFields.build();
    for (HttpField field : headers) {
      String name = field.getLowerCaseName();
      if (!isIdentity(name) && settings.requestHeader().stream().noneMatch(s -> names(s, name))) {
        kept.add(field);
      }
    }
    return kept.asImmutable();
  }

  private static boolean isIdentity(String name) {
    return STANDARD.contains(name) || STANDARD_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static boolean names(RequestHeaderSettings settings, String name) {
    return contains(settings.usernameHeaders(), name)
        || contains(settings.uidHeaders(), name)
        || contains(settings.groupHeaders(), name)
        || settings.extraPrefixes().stream()
            .anyMatch(prefix -> name.startsWith(prefix.toLowerCase(Locale.ROOT)));
  }

  private static boolean contains(List<String> names, String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }
}
