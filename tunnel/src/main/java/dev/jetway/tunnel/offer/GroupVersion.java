package dev.jetway.tunnel.offer;

/**
 * An API group in one of its versions.
 *
 * @param group the API group, never empty: the core group is not offered
 * @param version the API version
 */
public record GroupVersion(String group, String version) implements Comparable<GroupVersion> {
  /** Where discovery answers for it, without a leading slash: {@code apis/<group>/<version>}. */
  public String path() {
    return "apis/" + group + "/" + version;
  }

  /** As in {@code apiVersion}. */
  @Override
  public String toString() {
    return group + "/" + version;
  }

  @Override
  public int compareTo(GroupVersion other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : version.compareTo(other.version);
  }
}
