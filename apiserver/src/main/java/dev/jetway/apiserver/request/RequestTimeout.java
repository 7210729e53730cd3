package dev.jetway.apiserver.request;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.regex.Pattern;

/**
 * The {@code timeout} of a request's query, a Go duration. kube-apiserver keeps it; here it is only
 * told apart from nonsense, in Go's words.
 */
final class RequestTimeout {
  private static final Pattern DURATION =
      Pattern.compile("[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)");
  private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");

  private RequestTimeout() {}

  /**
   * Passes if there is no timeout, or one that can be read.
   *
   * @throws StatusException 400 if it cannot be read
   */
  static void check(QueryString query) {
    String timeout = query.first("timeout").orElse("");
    if (timeout.isEmpty() || DURATION.matcher(timeout).matches()) {
      return;
    }
    String fault =
        NUMBER.matcher(timeout).matches() ? "missing unit in duration" : "invalid duration";
    throw new StatusException(
        Status.of(
            400,
            "invalid timeout specified in the request URL - time: "
                + fault
                + " \""
                + timeout
                + "\""));
  }
}
