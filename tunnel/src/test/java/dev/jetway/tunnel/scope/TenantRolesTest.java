package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TenantRolesTest {
  @Test
  void aRoleNamesEveryResourceWithItsSubresources() {
    Map<String, java.util.SortedSet<String>> resources =
        new TreeMap<>(Map.of("example.org", new TreeSet<>(java.util.Set.of("things"))));

    assertThat(TenantRoles.clusterRole("jetway:offered-view", TenantRoles.VIEW_VERBS, resources))
        .hasToString(
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole",\
            "metadata":{"name":"jetway:offered-view","labels":{"app.kubernetes.io/part-of":"jetway"}},\
            "rules":[{"apiGroups":["example.org"],\
            "resources":["things","things/scale","things/status"],\
            "verbs":["get","list","watch"]}]}\
            """);
  }

  @Test
  void aNamespacesBindingIsForTheClustersGroupAlone() {
    assertThat(TenantRoles.offeredBinding("c-team", "c").path("subjects"))
        .hasToString(
            """
            [{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"jetway:c"}]\
            """);
  }
}
