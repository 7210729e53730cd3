package dev.jetway.backend.change;

import dev.jetway.tunnel.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found while a resource was compared: all of it is counted and goes into the digest, and
 * the first few are told. Not thread-safe.
 */
final class Findings {
  /** How many are told in words. */
  static final int MOST_TOLD = 5;

  private static final int MOST_TEXT = 140;

  private final String resource;
  private final List<String> told = new ArrayList<>();
  private String digest = "";
  private int count;
  private boolean holdable = true;
  private boolean undecided;

  /** Of the resource with this plural name. */
  Findings(String resource) {
    this.resource = resource;
  }

  /** Adds a change of a schema, whose old form can still be shown. */
  void schema(String place, String what) {
    add(place + ": " + what);
  }

  /** Adds a change of what the control plane answers at all. */
  void served(String what) {
    holdable = false;
    add(what);
  }

  /** Says that something cannot be compared yet. */
  void undecided() {
    undecided = true;
  }

  Difference difference() {
    return new Difference(told, count, digest, holdable, undecided);
  }

  private void add(String what) {
    String text = resource + " " + what;
    digest = Sha256.hex(digest + "\n" + text);
    count++;
    if (told.size() < MOST_TOLD) {
      told.add(text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text);
    }
  }
}
