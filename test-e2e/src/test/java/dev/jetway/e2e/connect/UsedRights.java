package dev.jetway.e2e.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.kube.ResourcePath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Rights of a ServiceAccount, and which of them it used: a right that was used cannot be taken away
 * without a request being refused. Each reads {@code verb resource.group}.
 */
public final class UsedRights {
  private UsedRights() {}

  /** What the rules of these roles give. */
  public static Set<String> given(List<ObjectNode> objects) {
    return Right.of(objects).stream()
        .map(Right::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a ServiceAccount did, successfully, by the audit log. */
  public static Set<String> used(ControlPlane plane, String namespace, String serviceAccount) {
    return asked(plane, 0, namespace, serviceAccount, code -> code != 403);
  }

  /** What it wanted to do, and was refused. */
  public static Set<String> refused(ControlPlane plane, String namespace, String serviceAccount) {
    return refused(plane, 0, namespace, serviceAccount);
  }

  /** The same since a position of the audit log. */
  static Set<String> refused(
      ControlPlane plane, long since, String namespace, String serviceAccount) {
    return asked(plane, since, namespace, serviceAccount, code -> code == 403);
  }

  private static Set<String> asked(
      ControlPlane plane,
      long since,
      String namespace,
      String serviceAccount,
      IntPredicate answered) {
    String user = "system:serviceaccount:" + namespace + ":" + serviceAccount;
    return plane
        .auditLog()
        .since(
            since,
            event ->
                event.user().equals(user) && isOfResource(event) && answered.test(event.code()))
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
    return Right.name(event.verb(), resource, path.group());
  }
}
