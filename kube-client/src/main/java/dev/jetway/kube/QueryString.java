package dev.jetway.kube;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The query of a request: decoded parameters in their order, repeats kept, so that what is not
 * understood goes on as it came.
 *
 * @param parameters decoded, in order
 */
public record QueryString(List<Parameter> parameters) {
  /** A query without parameters. */
  public static final QueryString EMPTY = new QueryString(List.of());

  /** Longest raw query that is looked at, and the most parameters that it may have. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_PARAMETERS = 256;
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /**
   * One decoded parameter.
   *
   * @param key the decoded key
   * @param value the decoded value, empty if there was no {@code =}
   */
  public record Parameter(String key, String value) {}

  /** Copies the parameters. */
  public QueryString {
    parameters = List.copyOf(parameters);
  }

  /**
   * Parses a raw query without its question mark; an empty text gives {@link #EMPTY}.
   *
   * @throws StatusException 400 if it is too long, has too many parameters, a broken escape, a
   *     semicolon or bytes that are not UTF-8
   */
  public static QueryString parse(String rawQuery) {
    if (rawQuery.isEmpty()) {
      return EMPTY;
    }
    if (rawQuery.length() > MAX_LENGTH) {
      throw refused("is longer than " + MAX_LENGTH + " characters");
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      if (parameters.size() == MAX_PARAMETERS) {
        throw refused("has more than " + MAX_PARAMETERS + " parameters");
      }
      int equals = pair.indexOf('=');
      parameters.add(
          equals < 0
              ? new Parameter(decode(pair), "")
              : new Parameter(
                  decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))));
    }
    return new QueryString(parameters);
  }

  /**
   * The first value of a parameter, as Go's {@code url.Values.Get} has it; empty if it is absent.
   */
  public Optional<String> first(String key) {
    for (Parameter parameter : parameters) {
      if (parameter.key().equals(key)) {
        return Optional.of(parameter.value());
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a boolean parameter is set: Kubernetes takes anything but {@code false} and {@code 0}
   * for true.
   */
  public boolean isTrue(String key) {
    return first(key)
        .filter(value -> !value.equalsIgnoreCase("false") && !value.equals("0"))
        .isPresent();
  }

  /**
   * The same query with one parameter set, in the place of the first one of that key or at the end.
   */
  public QueryString with(String key, String value) {
    List<Parameter> changed = new ArrayList<>(parameters.size() + 1);
    boolean placed = false;
    for (Parameter parameter : parameters) {
      if (!parameter.key().equals(key)) {
        changed.add(parameter);
      } else if (!placed) {
        changed.add(new Parameter(key, value));
        placed = true;
      }
    }
    if (!placed) {
      changed.add(new Parameter(key, value));
    }
    return new QueryString(changed);
  }

  /** The same query without any parameter of that key. */
  public QueryString without(String key) {
    return new QueryString(parameters.stream().filter(p -> !p.key().equals(key)).toList());
  }

  /** The raw query again, without a question mark; empty if there are no parameters. */
  public String encode() {
    StringBuilder raw = new StringBuilder();
    for (Parameter parameter : parameters) {
      if (!raw.isEmpty()) {
        raw.append('&');
      }
      raw.append(encode(parameter.key())).append('=').append(encode(parameter.value()));
    }
    return raw.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    if (text.indexOf(';') >= 0) {
      throw refused("has a ';'"); // Go drops such a parameter, others split it in two
    }
    if (BROKEN_ESCAPE.matcher(text).find()) {
      throw refused("has a broken percent escape");
    }
    String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    if (decoded.indexOf('\ufffd') >= 0) {
      throw refused("is not UTF-8"); // it would not go on as it came
    }
    return decoded;
  }

  private static StatusException refused(String why) {
    return new StatusException(Status.of(400, "the query " + why));
  }
}
