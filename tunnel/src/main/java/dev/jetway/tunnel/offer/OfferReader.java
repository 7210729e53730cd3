package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.offer.OfferSnapshot.OfferedVersion;
import dev.jetway.tunnel.offer.OfferedResources.Definition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes the next snapshot out of the last one: what did not change is not read again. For one
 * thread, which it blocks.
 */
final class OfferReader {
  /** How long a change is held back for discovery, and then for OpenAPI, to show it. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static final Duration STEP = Duration.ofMillis(40);

  private final OfferSource source;
  private final ObjectMapper json;
  private final OpenApiV3Filter v3Filter;
  private final OpenApiV2Reader v2;

  /** The published documents as they were last read. */
  private final Map<GroupVersion, Read> read = new HashMap<>();

  /**
   * A document that was read.
   *
   * @param hash under which it was published
   * @param resources that it had, offered or not
   */
  private record Read(String hash, Set<String> resources) {
    static final Read NONE = new Read("", Set.of());
  }

  OfferReader(OfferSource source, ObjectMapper json) {
    this.source = source;
    this.json = json;
    this.v3Filter = new OpenApiV3Filter(json);
    this.v2 = new OpenApiV2Reader(source, json);
  }

  /**
   * Reads what is offered, given the names.
   *
   * @throws IOException if the API server cannot be reached
   * @throws dev.jetway.kube.StatusException if it refuses
   */
  OfferSnapshot read(OfferedResources target, OfferSnapshot known)
      throws IOException, InterruptedException {
    Map<GroupVersion, ObjectNode> resources = new HashMap<>();
    for (GroupVersion version : target.versions().keySet()) {
      discovery(version, target, known).ifPresent(list -> resources.put(version, list));
    }
    v2.begin(target);
    Map<String, String> hashes = awaitHashes(target, known);
    Map<GroupVersion, OfferedVersion> versions = new HashMap<>();
    for (Map.Entry<GroupVersion, ObjectNode> entry : resources.entrySet()) {
      GroupVersion version = entry.getKey();
      Document schemas = openApiV3(version, target, known, hashes.getOrDefault(version.path(), ""));
      Document discovery = Document.of(json.writeValueAsBytes(entry.getValue()));
      versions.put(version, new OfferedVersion(entry.getValue(), discovery, schemas));
    }
    read.keySet().retainAll(versions.keySet());
    return new OfferSnapshot(target, versions, v2.read(target, known.openApiV2()));
  }

  private boolean isUnchanged(GroupVersion version, OfferedResources target, OfferSnapshot known) {
    return Objects.equals(target.versions().get(version), known.offered().versions().get(version))
        && known.version(version).isPresent();
  }

  /** Empty if the API server does not serve the group/version yet. */
  private Optional<ObjectNode> discovery(
      GroupVersion version, OfferedResources target, OfferSnapshot known)
      throws IOException, InterruptedException {
    Optional<ObjectNode> last = known.version(version).map(OfferedVersion::resources);
    if (isUnchanged(version, target, known)
        && last.isPresent()
        && DiscoveryFilter.isComplete(last.get(), version, target)) {
      return last;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<ObjectNode> list = source.discovery(version);
      boolean complete =
          list.isPresent() && DiscoveryFilter.isComplete(list.get(), version, target);
      if (complete || System.nanoTime() > deadline) {
        return list.map(found -> DiscoveryFilter.filter(found, version, target));
      }
      TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
    }
  }

  /** The published hashes, as soon as they are those of documents that show what is changed. */
  private Map<String, String> awaitHashes(OfferedResources target, OfferSnapshot known)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Map<String, String> hashes = source.openApiV3Hashes();
      boolean fresh =
          target.versions().keySet().stream()
              .allMatch(version ->
                  shows(version, target, known, hashes.getOrDefault(version.path(), "")));
      if (fresh || System.nanoTime() > deadline) {
        return hashes;
      }
      TimeUnit.NANOSECONDS.sleep(STEP.multipliedBy(2).toNanos());
    }
  }

  /**
   * Whether a document shows its version as it is defined now: it is another one than was read, or
   * had all that is new in the offer, as after a definition got its label.
   */
  private boolean shows(
      GroupVersion version, OfferedResources target, OfferSnapshot known, String hash) {
    Read last = read.getOrDefault(version, Read.NONE);
    if (isUnchanged(version, target, known) || !hash.equals(last.hash())) {
      return true;
    }
    Map<String, Definition> before =
        known.offered().versions().getOrDefault(version, new TreeMap<>());
    return target.versions().getOrDefault(version, new TreeMap<>()).entrySet().stream()
        .allMatch(now ->
            before.containsKey(now.getKey())
                ? now.getValue().equals(before.get(now.getKey()))
                : last.resources().contains(now.getKey()));
  }

  private Document openApiV3(
      GroupVersion version, OfferedResources target, OfferSnapshot known, String hash)
      throws IOException {
    Optional<OfferedVersion> last = known.version(version);
    if (last.isPresent()
        && isUnchanged(version, target, known)
        && hash.equals(read.getOrDefault(version, Read.NONE).hash())) {
      return last.get().openApiV3();
    }
    Optional<OfferSource.Published> published =
        hash.isEmpty() ? Optional.empty() : source.openApiV3(version);
    if (published.isEmpty()) {
      return last.isPresent() ? last.get().openApiV3() : v3Filter.empty();
    }
    JsonNode whole = json.readTree(published.get().bytes());
    read.put(version, new Read(hash, OpenApiV3Filter.resources(whole)));
    return v3Filter.filter(whole, target);
  }
}
