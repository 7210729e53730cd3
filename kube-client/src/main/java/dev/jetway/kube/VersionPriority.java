package dev.jetway.kube;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of API versions, the best first: GA before beta before alpha, higher numbers first,
 * other names last and alphabetically ({@code
 * k8s.io/apimachinery/pkg/version.CompareKubeAwareVersionStrings}). Immutable.
 */
public final class VersionPriority implements Comparator<String> {
  private static final Pattern KUBE_LIKE =
      Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

  @Override
  public int compare(String a, String b) {
    Matcher left = KUBE_LIKE.matcher(a);
    Matcher right = KUBE_LIKE.matcher(b);
    boolean leftIs = left.matches();
    boolean rightIs = right.matches();
    if (!leftIs || !rightIs) {
      return leftIs == rightIs ? a.compareTo(b) : Boolean.compare(rightIs, leftIs);
    }
    int byStability = stability(right) - stability(left);
    if (byStability != 0) {
      return byStability;
    }
    int byMajor = number(right, 1) - number(left, 1);
    return byMajor != 0 ? byMajor : number(right, 3) - number(left, 3);
  }

  private static int stability(Matcher version) {
    String word = version.group(2);
    if (word == null) {
      return 2;
    }
    return word.equals("beta") ? 1 : 0;
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
