package dev.jetway.apiserver.authorization;

import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.UserInfo;

/** The 403 of a user who may not, word for word as kube-apiserver has it. */
final class ForbiddenWords {
  private ForbiddenWords() {}

  static Status status(UserInfo user, AccessAttributes attributes, String reason) {
    String because = reason.isEmpty() ? "" : ": " + reason;
    return switch (attributes) {
      case AccessAttributes.Resource resource -> {
        ResourcePath path = resource.path();
        String qualified =
            path.group().isEmpty() ? path.resource() : path.resource() + "." + path.group();
        String named = path.name().isEmpty() ? qualified : qualified + " " + quoted(path.name());
        yield Status.of(403, named + " is forbidden: " + sentence(user, resource) + because)
            .about(path.group(), path.resource(), path.name());
      }
      case AccessAttributes.NonResource(String verb, String path) ->
          Status.of(
                  403,
                  "forbidden: User "
                      + quoted(user.name())
                      + " cannot "
                      + verb
                      + " path "
                      + quoted(path)
                      + because)
              .about("", "", "");
    };
  }

  private static String sentence(UserInfo user, AccessAttributes.Resource attributes) {
    ResourcePath path = attributes.path();
    String resource =
        path.subresource().isEmpty() ? path.resource() : path.resource() + "/" + path.subresource();
    String where =
        path.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace " + quoted(path.namespace());
    return "User %s cannot %s resource %s in API group %s %s"
        .formatted(
            quoted(user.name()),
            attributes.verb().word(),
            quoted(resource),
            quoted(path.group()),
            where);
  }

  /** Go's {@code %q}, as far as names need it. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append("\\x%02x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
