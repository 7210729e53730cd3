package dev.jetway.backend.change;

import java.util.List;

/**
 * How two offers of a resource differ.
 *
 * @param told the first changes that break clients, for people
 * @param count how many there are
 * @param digest another one for other changes
 * @param holdable whether what was before can still be shown
 * @param undecided whether the control plane has not published the schemas of now yet
 */
record Difference(
    List<String> told, int count, String digest, boolean holdable, boolean undecided) {
  Difference {
    told = List.copyOf(told);
  }

  boolean breaks() {
    return count > 0;
  }
}
