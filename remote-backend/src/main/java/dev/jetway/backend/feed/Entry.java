package dev.jetway.backend.feed;

import dev.jetway.backend.view.ByteSink;
import dev.jetway.backend.view.ObjectBytes;
import dev.jetway.backend.view.SpliceException;
import dev.jetway.backend.view.TypedMetadata;
import java.util.Map;

/**
 * One object at one resourceVersion: its JSON bytes in the consumer's view, and where the metadata
 * lies in them. Immutable; costs about 180 bytes beside the object's own.
 */
public final class Entry {
  private static final int OVERHEAD = 180;

  private final String key;
  private final long resourceVersion;
  private final byte[] bytes;
  private final int from;
  private final int to;
  private final int metadataFrom;

  private Entry(String key, long resourceVersion, byte[] bytes, int from, int to, int mFrom) {
    this.key = key;
    this.resourceVersion = resourceVersion;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.metadataFrom = mFrom;
  }

  /**
   * Takes an object.
   *
   * @param bytes hold it; not copied, and not to be changed any more
   * @throws SpliceException if it has no name, or no resourceVersion that is a number
   */
  public static Entry of(byte[] bytes, int from, int to) {
    ObjectBytes.Head head = ObjectBytes.head(bytes, from);
    if (head.name().isEmpty()) {
      throw new SpliceException("an object has no name");
    }
    return new Entry(
        key(head.namespace(), head.name()),
        ResourceVersions.parse(head.resourceVersion()),
        bytes,
        from,
        to,
        head.metadataFrom());
  }

  /** The key of an object: kube-apiserver orders its lists by it. */
  public static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  /** {@code namespace/name}. */
  public String key() {
    return key;
  }

  /** The object's resourceVersion. */
  public long resourceVersion() {
    return resourceVersion;
  }

  /** Whether it is in a namespace; every object is in the empty one. */
  public boolean isIn(String namespace) {
    return namespace.isEmpty()
        || (key.length() > namespace.length()
            && key.charAt(namespace.length()) == '/'
            && key.startsWith(namespace));
  }

  /** Whether it has a name; every object has the empty one. */
  public boolean isNamed(String name) {
    return name.isEmpty()
        || (key.endsWith(name)
            && key.length() > name.length()
            && key.indexOf('/') == key.length() - name.length() - 1);
  }

  /** Its labels, read from the bytes. */
  public Map<String, String> labels() {
    return ObjectBytes.labels(bytes, metadataFrom);
  }

  /** Writes the object. */
  public void writeTo(ByteSink out) {
    out.write(bytes, from, to);
  }

  /** Writes the object's metadata alone, braces included, in the order of Kubernetes' types. */
  public void writeMetadataTo(ByteSink out) {
    TypedMetadata.write(bytes, metadataFrom, out);
  }

  /** The same object with another resourceVersion. */
  public Entry at(long otherVersion) {
    ObjectBytes.Span old = ObjectBytes.resourceVersion(bytes, metadataFrom);
    ByteSink out = new ByteSink(to - from + 8);
    out.write(bytes, from, old.from());
    out.write(ObjectBytes.quoted(Long.toString(otherVersion)));
    out.write(bytes, old.to(), to);
    byte[] changed = out.toArray();
    return of(changed, 0, changed.length);
  }

  /** How many bytes the object has. */
  public int length() {
    return to - from;
  }

  /** About how many bytes of memory it takes. */
  public long memory() {
    return OVERHEAD + (long) bytes.length;
  }

  @Override
  public String toString() {
    return key + "@" + resourceVersion;
  }
}
