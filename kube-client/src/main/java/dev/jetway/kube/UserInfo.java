package dev.jetway.kube;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who calls, as Kubernetes' {@code authentication.k8s.io/v1 UserInfo} has it.
 *
 * @param name the user's name, never empty
 * @param uid the user's uid, empty if the authenticator gave none
 * @param groups in the order given
 * @param extra keys in lower case
 */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  /** Copies the collections; refuses a nameless user. */
  public UserInfo {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a user needs a name");
    }
    groups = List.copyOf(groups);
    Map<String, List<String>> sorted = new TreeMap<>();
    extra.forEach((key, values) -> sorted.put(key, List.copyOf(values)));
    extra = Map.copyOf(sorted);
  }

  /** A user with groups and nothing else. */
  public static UserInfo of(String name, List<String> groups) {
    return new UserInfo(name, "", groups, Map.of());
  }
}
