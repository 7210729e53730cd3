package dev.jetway.apiserver.compression;

import dev.jetway.apiserver.answer.AcceptClause;
import java.util.List;

/** Whether a caller takes gzip, by the two readings of Accept-Encoding that kube-apiserver has. */
public final class AcceptedGzip {
  /** The name of the coding. */
  public static final String GZIP = "gzip";

  private AcceptedGzip() {}

  /**
   * How it reads the header for objects, lists and discovery: the word alone, in the first header
   * of that name. Neither {@code *} nor a {@code q} counts, not even one of 1.
   */
  public static boolean asWord(List<String> acceptEncoding) {
    if (acceptEncoding.isEmpty()) {
      return false;
    }
    for (String token : acceptEncoding.getFirst().split(",", -1)) {
      if (token.strip().equals(GZIP)) {
        return true;
      }
    }
    return false;
  }

  /** How it reads the header for OpenAPI v2: with qualities, of which 0 says no. */
  public static boolean byQuality(List<String> acceptEncoding) {
    return !acceptEncoding.isEmpty()
        && AcceptClause.parse(List.of(acceptEncoding.getFirst())).stream()
            .anyMatch(clause -> clause.type().equals(GZIP));
  }
}
