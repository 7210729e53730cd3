package dev.jetway.apiserver.request;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.Verb;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * In which media types request bodies are taken. A strategic merge patch is refused, as for every
 * custom resource; garbage collector and kubectl fall back on that very 415.
 */
final class BodyTypes {
  static final String APPLY = "application/apply-patch+yaml";

  private static final List<String> OBJECTS = List.of("application/json", "application/yaml");

  /** kube-apiserver names protobuf as well, though it takes no custom resource in it. */
  private static final List<String> OBJECTS_NAMED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  private static final List<String> PATCHES =
      List.of("application/json-patch+json", "application/merge-patch+json", APPLY);

  private BodyTypes() {}

  /**
   * Passes if a body may come in the type that the headers name.
   *
   * @throws StatusException 415 with what is taken
   */
  static void check(Verb verb, HttpFields headers) {
    String type = of(headers);
    switch (verb) {
      case PATCH -> require(PATCHES, PATCHES, type);
      case CREATE, UPDATE, DELETE, DELETE_COLLECTION -> {
        if (!type.isEmpty()) {
          require(OBJECTS, OBJECTS_NAMED, type);
        }
      }
      case GET, LIST, WATCH -> {
        // A body is not looked at.
      }
    }
  }

  static boolean isApply(HttpFields headers) {
    return of(headers).equals(APPLY);
  }

  private static String of(HttpFields headers) {
    String value = headers.get(HttpHeader.CONTENT_TYPE);
    if (value == null) {
      return "";
    }
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static void require(List<String> accepted, List<String> named, String type) {
    if (!accepted.contains(type)) {
      throw new StatusException(
          Status.of(
              415,
              "the body of the request was in an unknown format - accepted media types include: "
                  + String.join(", ", named)));
    }
  }
}
