package dev.jetway.e2e.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.kube.ResourcePath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rights of a ServiceAccount, and which of them it used: a right that was used cannot be taken away
 * without a request being refused. Each reads {@code verb resource.group}.
 */
final class UsedRights {
  private UsedRights() {}

  /** What the rules of these roles give. */
  static Set<String> given(List<ObjectNode> objects) {
    Set<String> given = new TreeSet<>();
    for (ObjectNode object : objects) {
      for (var rule : object.path("rules")) {
        for (var group : rule.path("apiGroups")) {
          for (var resource : rule.path("resources")) {
            rule.path("verbs")
                .forEach(verb ->
                    given.add(right(verb.asText(), resource.asText(), group.asText())));
          }
        }
      }
    }
    return given;
  }

  /** What a ServiceAccount did, successfully, by the audit log. */
  static Set<String> used(ControlPlane plane, String namespace, String serviceAccount) {
    String user = "system:serviceaccount:" + namespace + ":" + serviceAccount;
    return plane
        .auditLog()
        .events(event -> event.user().equals(user) && isOfResource(event) && event.code() != 403)
        .stream()
        .map(UsedRights::of)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What it wanted to do, and was refused. */
  static Set<String> refused(ControlPlane plane, String namespace, String serviceAccount) {
    String user = "system:serviceaccount:" + namespace + ":" + serviceAccount;
    return plane
        .auditLog()
        .events(event -> event.user().equals(user) && isOfResource(event) && event.code() == 403)
        .stream()
        .map(UsedRights::of)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOfResource(AuditEvent event) {
    return event.requestUri().matches("/(api|apis/[^/]+)/v[^/]+/.+");
  }

  private static String of(AuditEvent event) {
    ResourcePath path = ResourcePath.parse(event.requestUri().split("\\?", 2)[0]);
    String resource =
        path.subresource().isEmpty() ? path.resource() : path.resource() + "/" + path.subresource();
    return right(event.verb(), resource, path.group());
  }

  private static String right(String verb, String resource, String group) {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
