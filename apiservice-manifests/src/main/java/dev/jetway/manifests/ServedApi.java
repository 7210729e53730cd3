package dev.jetway.manifests;

/**
 * A group/version that is to be served by us.
 *
 * @param group the API group, never empty: the core group cannot be aggregated
 * @param version the API version
 * @param discoveryHash changes whenever the group/version's discovery or schema does;
 *     kube-apiserver is then made to fetch them again at once
 */
public record ServedApi(String group, String version, String discoveryHash) {
  /** Refuses the core group. */
  public ServedApi {
    if (group.isEmpty() || version.isEmpty()) {
      throw new IllegalArgumentException("group and version must not be empty");
    }
  }

  /** The name that kube-apiserver demands of its APIService. */
  public String apiServiceName() {
    return version + "." + group;
  }

  /** As people write it: {@code group/version}. */
  public String groupVersion() {
    return group + "/" + version;
  }
}
