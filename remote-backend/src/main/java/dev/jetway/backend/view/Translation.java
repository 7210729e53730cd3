package dev.jetway.backend.view;

import java.nio.ByteBuffer;

/** What is to be sent to the provider for the body of a write. */
public sealed interface Translation {
  /**
   * The provider's body.
   *
   * @param body duplicate before reading
   * @param contentType its media type
   * @param name the consumer's name that the body gives the object, empty if it gives none, or
   *     names are the same in both views
   * @param generated whether the name was made here, from the {@code generateName} of a create
   */
  record Translated(ByteBuffer body, String contentType, String name, boolean generated)
      implements Translation {
    /** A body that names nothing. */
    public Translated(ByteBuffer body, String contentType) {
      this(body, contentType, "", false);
    }
  }

  /**
   * A patch whose meaning depends on the object as it is: the caller reads the object from the
   * provider, unchanged, and asks again.
   *
   * <p>The object may change between the read and the write. Where that matters the body that comes
   * out names the resourceVersion that was read, so that the provider answers 409; the caller may
   * then read again and ask again, a few times, as kube-apiserver does with a patch.
   *
   * @param completion what makes the body
   */
  record NeedsCurrent(Completion completion) implements Translation {}

  /** Makes the provider's body from the provider's present object. */
  @FunctionalInterface
  interface Completion {
    /**
     * The body for the present object.
     *
     * @param current the provider's object as JSON; is consumed
     * @throws dev.jetway.kube.StatusException with what the caller must be told if the patch does
     *     not apply
     */
    Translated with(ByteBuffer current);
  }
}
