package dev.jetway.backend.view;

/**
 * What an object at the provider says of where it comes from; each text is empty if it says none.
 */
public interface ObjectOrigin {
  /** The provider namespace that it is in. */
  String namespace();

  /** Its name at the provider. */
  String name();

  /** The value of a label. */
  String label(String key);

  /** The value of an annotation. */
  String annotation(String key);
}
