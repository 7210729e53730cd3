package dev.jetway.backend.offer;

import dev.jetway.backend.ApiCatalog;
import java.util.Optional;

/**
 * Keeps offers by their id. Which of them counts is written elsewhere, so that no reader takes one
 * that is not whole. For one thread.
 */
public interface AcceptedStore {
  /**
   * The offer with this id; empty if it is not kept.
   *
   * @throws RuntimeException if the store cannot be read
   */
  Optional<ApiCatalog> load(String id);

  /**
   * Keeps an offer beside the one that counts, which stays as it is.
   *
   * @param counts the id of that one; empty if there is none
   * @throws RuntimeException if the store cannot be written
   */
  void save(ApiCatalog offer, String counts);

  /** Keeps nothing. */
  static AcceptedStore none() {
    return new AcceptedStore() {
      @Override
      public Optional<ApiCatalog> load(String id) {
        return Optional.empty();
      }

      @Override
      public void save(ApiCatalog offer, String counts) {
        throw new IllegalStateException("no ConfigMap to keep it in is set");
      }
    };
  }
}
