package dev.jetway.backend.change;

import dev.jetway.backend.bind.Binding;

/**
 * A binding, and what it says about changes.
 *
 * @param binding what is bound
 * @param approve whether what breaks clients waits until it is approved
 * @param approvedRevision the changes that are approved, or acknowledged; empty for none
 */
public record ReviewedBinding(Binding binding, boolean approve, String approvedRevision) {
  boolean covers(Resource resource) {
    return resource.group().equals(binding.group())
        && (binding.resource().isEmpty() || binding.resource().get().equals(resource.plural()));
  }

  boolean everywhere() {
    return binding.key().namespace().isEmpty();
  }
}
