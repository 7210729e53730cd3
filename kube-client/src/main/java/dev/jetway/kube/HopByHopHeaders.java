package dev.jetway.kube;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The headers that belong to one connection (RFC 9110, section 7.6.1) and must not be passed on.
 */
public final class HopByHopHeaders {
  private static final Set<HttpHeader> KNOWN =
      EnumSet.of(
          HttpHeader.CONNECTION,
          HttpHeader.KEEP_ALIVE,
          HttpHeader.PROXY_AUTHENTICATE,
          HttpHeader.PROXY_AUTHORIZATION,
          HttpHeader.PROXY_CONNECTION,
          HttpHeader.TE,
          HttpHeader.TRAILER,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.UPGRADE,
          HttpHeader.HTTP2_SETTINGS);

  private HopByHopHeaders() {}

  /** The headers that may be passed on: also without those that {@code Connection} lists. */
  public static HttpFields.Mutable without(HttpFields headers) {
    Set<String> listed =
        headers.getCSV(HttpHeader.CONNECTION, false).stream()
            .flatMap(value -> Stream.of(value.split(",")))
            .map(value -> value.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    HttpFields.Mutable passed = HttpFields.build();
    headers.stream().filter(passes(listed)).forEach(passed::add);
    return passed;
  }

  private static Predicate<HttpField> passes(Set<String> listed) {
    return field -> {
      HttpHeader known = field.getHeader();
      return (known == null || !(KNOWN.contains(known) || known.isPseudo()))
          && !listed.contains(field.getLowerCaseName());
    };
  }
}
