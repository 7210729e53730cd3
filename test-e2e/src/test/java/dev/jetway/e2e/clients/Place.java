package dev.jetway.e2e.clients;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Kubectl;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInfo;

/**
 * A namespace in which a script plays: one of the consumer, or, for comparison, one of the provider
 * itself.
 *
 * @param plane the cluster
 * @param namespace the namespace, which exists
 */
record Place(ControlPlane plane, String namespace) {
  private static final Pattern AGE =
      Pattern.compile("(?m)(?<=\\s)(<unknown>|\\d+[smhd](\\d+[smhd])?)(?=\\s|$)");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d| [+-]\\d{4})");
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern VERSION = Pattern.compile("(?i)(resource ?version\"?: *\"?)\\d+");

  private static final Pattern DIFF_FOLDER = Pattern.compile("(LIVE|MERGED)-\\d+");

  /** Makes the two places at which a script is compared: the consumer's, and the provider's. */
  static List<Place> pair(Installation jetway, String name) {
    return List.of(make(jetway.consumer(), name), make(jetway.provider(), "direct-" + name));
  }

  /** A namespace of its own for each test. */
  static String name(String prefix, TestInfo test) {
    return prefix + "-" + Integer.toHexString(test.getDisplayName().hashCode());
  }

  /** Makes a place. */
  static Place make(ControlPlane plane, String namespace) {
    plane.kubectl().output("create", "namespace", namespace);
    return new Place(plane, namespace);
  }

  /** kubectl of the cluster's admin. */
  Kubectl kubectl() {
    return plane.kubectl();
  }

  /** A kubeconfig of the cluster's admin. */
  Path kubeconfig() {
    return plane.adminKubeconfig();
  }

  /** Deletes the namespace with all that is in it. */
  void delete() {
    kubectl().run("delete", "namespace", namespace, "--timeout=60s");
  }

  /**
   * Output as it would read at any other place: without the namespace's name, times, ages, UIDs and
   * resource versions. Columns are separated by one space, since ages have different widths.
   */
  String normalised(String output) {
    String text = output.replace(namespace, "<namespace>");
    text = TIME.matcher(text).replaceAll("<time>");
    text = DIFF_FOLDER.matcher(text).replaceAll("$1");
    text = UID.matcher(text).replaceAll("<uid>");
    text = VERSION.matcher(text).replaceAll("$1<version>");
    text = AGE.matcher(text).replaceAll("<age>");
    return text.replaceAll(" {2,}", " ");
  }
}
