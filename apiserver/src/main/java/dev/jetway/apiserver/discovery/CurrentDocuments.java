package dev.jetway.apiserver.discovery;

/** Gives the documents of this moment. */
@FunctionalInterface
public interface CurrentDocuments {
  /** The newest documents; the same ones until the catalog changes. */
  DiscoveryDocuments get();
}
