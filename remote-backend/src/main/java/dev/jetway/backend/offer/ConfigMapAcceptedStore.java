package dev.jetway.backend.offer;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.tunnel.NamespaceMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offers in two sets of ConfigMaps, as {@link ConfigMapLastKnownStore} writes them: a new one goes
 * where the one that counts is not. So one that counts is whole, whenever a writer stops.
 */
final class ConfigMapAcceptedStore implements AcceptedStore {
  private final List<ConfigMapLastKnownStore> slots;

  /** Where an offer was seen or written last. */
  private final Map<String, Integer> places = new HashMap<>();

  ConfigMapAcceptedStore(ConfigMapLastKnownStore first, ConfigMapLastKnownStore second) {
    this.slots = List.of(first, second);
  }

  @Override
  public Optional<ApiCatalog> load(String id) {
    for (int i = 0; i < slots.size(); i++) {
      Optional<ApiCatalog> offer = slots.get(i).load().map(LastKnown::catalog);
      if (offer.filter(found -> OfferId.of(found).equals(id)).isPresent()) {
        note(id, i);
        return offer;
      }
    }
    return Optional.empty();
  }

  @Override
  public void save(ApiCatalog offer, String counts) {
    if (!counts.isEmpty() && !places.containsKey(counts)) {
      Optional<ApiCatalog> _ = load(counts);
    }
    int slot = places.getOrDefault(counts, 1) == 0 ? 1 : 0;
    slots.get(slot).save(new LastKnown("", "", new NamespaceMode.PerNamespace(), offer));
    note(OfferId.of(offer), slot);
  }

  private void note(String id, int slot) {
    places.values().removeIf(other -> other == slot);
    places.put(id, slot);
  }
}
