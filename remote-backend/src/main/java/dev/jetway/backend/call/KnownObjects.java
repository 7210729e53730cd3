package dev.jetway.backend.call;

import dev.jetway.backend.feed.ResourceKey;

/** What is known of the consumer's objects without asking the provider. Thread-safe. */
public interface KnownObjects {
  /** Whether the consumer has this object, as far as is known now. */
  boolean has(ResourceKey resource, String namespace, String name);

  /** Whether the consumer had nothing of the resource in the namespace when it was last known. */
  boolean hasNoneIn(ResourceKey resource, String namespace);
}
