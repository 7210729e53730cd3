package dev.jetway.certs;

import java.util.Map;
import java.util.Optional;

/**
 * Where replicas keep their common serving certificate: a Kubernetes Secret, a directory. Data is
 * PEM and other ASCII text by key, with {@code tls.crt}, {@code tls.key}, {@code ca.crt} and others
 * as a Secret of type {@code kubernetes.io/tls} names them. Every method may block, is called by
 * one thread at a time, and throws {@link CertificateStoreException} when the store cannot be
 * reached.
 */
public interface CertificateStore {

  /** What is stored now; empty when there is nothing yet. */
  Optional<Stored> load();

  /**
   * Stores data where there was nothing.
   *
   * @return false when there is something by now, which is left as it is
   */
  boolean create(Map<String, String> data);

  /**
   * Stores data in place of what was loaded: all of its keys, or none.
   *
   * @return false when the store no longer holds what was loaded; it is left as it is
   */
  boolean replace(Stored expected, Map<String, String> data);

  /**
   * What a store holds.
   *
   * @param version the store's own mark of this content, such as a {@code resourceVersion}; each
   *     write gives another
   * @param data text by key; may be empty, as in a Secret that was made beforehand
   */
  record Stored(String version, Map<String, String> data) {

    /** Copies the map. */
    public Stored {
      data = Map.copyOf(data);
    }

    /** The data hold keys, so they are not shown. */
    @Override
    public String toString() {
      return "Stored[version=%s, keys=%s]".formatted(version, data.keySet());
    }
  }
}
