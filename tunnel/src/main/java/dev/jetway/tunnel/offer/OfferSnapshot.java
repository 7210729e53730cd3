package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.Offers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a control plane offers at one moment, with its documents. Immutable. */
public final class OfferSnapshot {
  /** Nothing is known yet. */
  public static final OfferSnapshot UNKNOWN =
      new OfferSnapshot(
          OfferedResources.NONE,
          Map.of(),
          Document.of(
              "{\"swagger\":\"2.0\",\"info\":{\"title\":\"Kubernetes\",\"version\":\"unversioned\"},\"paths\":{}}"
                  .getBytes(StandardCharsets.UTF_8)));

  private final OfferedResources offered;
  private final SortedMap<GroupVersion, OfferedVersion> versions;
  private final Document openApiV2;
  private final Offers offers;
  private volatile @Nullable ApiDocuments indexes;

  OfferSnapshot(
      OfferedResources offered, Map<GroupVersion, OfferedVersion> versions, Document openApiV2) {
    this.offered = offered;
    this.versions = new TreeMap<>(versions);
    this.openApiV2 = openApiV2;
    List<Offers.OfferedVersion> lines = new ArrayList<>();
    this.versions.forEach((key, version) ->
        lines.add(
            new Offers.OfferedVersion(
                key.group(),
                key.version(),
                version.resources(),
                offered.columns(key),
                version.openApiV3().hash())));
    this.offers = new Offers(lines, openApiV2.hash());
  }

  /**
   * One group/version.
   *
   * @param resources its APIResourceList, limited to what is offered; not to be modified
   * @param discovery the same as a document
   * @param openApiV3 its schemas
   */
  record OfferedVersion(ObjectNode resources, Document discovery, Document openApiV3) {}

  /** Whether requests for this resource go on; an empty subresource stands for the object. */
  public boolean has(GroupVersion version, String resource, String subresource) {
    return versions.containsKey(version) && offered.has(version, resource, subresource);
  }

  /** The plural resources of every group. */
  public SortedMap<String, SortedSet<String>> resourcesByGroup() {
    return offered.byGroup();
  }

  /** What {@code /apis/<group>/<version>} answers, if that is offered. */
  public Optional<Document> discovery(GroupVersion version) {
    return Optional.ofNullable(versions.get(version)).map(OfferedVersion::discovery);
  }

  /** What {@code /openapi/v3/apis/<group>/<version>} answers, if that is offered. */
  public Optional<Document> openApiV3(GroupVersion version) {
    return Optional.ofNullable(versions.get(version)).map(OfferedVersion::openApiV3);
  }

  /** What {@code /openapi/v2} answers. */
  public Document openApiV2() {
    return openApiV2;
  }

  /** The line of the offers stream that says all this. */
  public Offers offers() {
    return offers;
  }

  /** The indexes of all this; made when they are first asked for. */
  public ApiDocuments indexes() {
    ApiDocuments made = indexes;
    if (made == null) {
      made = new ApiDocuments(offers.versions());
      indexes = made; // who makes them at the same time makes the same
    }
    return made;
  }

  OfferedResources offered() {
    return offered;
  }

  Optional<OfferedVersion> version(GroupVersion key) {
    return Optional.ofNullable(versions.get(key));
  }

  Set<GroupVersion> versions() {
    return versions.keySet();
  }

  /** Whether both would be told to consumers in the same words. */
  boolean tellsTheSameAs(OfferSnapshot other) {
    return offers.equals(other.offers) && offered.hasNamesOf(other.offered);
  }
}
