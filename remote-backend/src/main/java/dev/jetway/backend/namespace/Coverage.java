package dev.jetway.backend.namespace;

/** What the absence of a name from a {@link NamespaceRecord} means. */
public enum Coverage {
  /** Nothing: names are noted, but those from before are not all in it yet. */
  PARTIAL,
  /** That the control plane has nothing of ours under that name. */
  WHOLE,
  /** Nothing: there are more names than can be kept, and none is noted. */
  OVERFULL
}
