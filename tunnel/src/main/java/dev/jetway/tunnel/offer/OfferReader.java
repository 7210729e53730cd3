package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.offer.OfferSnapshot.OfferedVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /** The hash under which each document was published when it was last read. */
  private final Map<GroupVersion, String> readHashes = new HashMap<>();

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
    readHashes.keySet().retainAll(versions.keySet());
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

  /** The published hashes, as soon as those of changed definitions are others than before. */
  private Map<String, String> awaitHashes(OfferedResources target, OfferSnapshot known)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Map<String, String> hashes = source.openApiV3Hashes();
      boolean fresh =
          target.versions().keySet().stream()
              .filter(version -> !isUnchanged(version, target, known))
              .allMatch(version ->
                  !hashes
                      .getOrDefault(version.path(), "")
                      .equals(readHashes.getOrDefault(version, "")));
      if (fresh || System.nanoTime() > deadline) {
        return hashes;
      }
      TimeUnit.NANOSECONDS.sleep(STEP.multipliedBy(2).toNanos());
    }
  }

  private Document openApiV3(
      GroupVersion version, OfferedResources target, OfferSnapshot known, String hash)
      throws IOException {
    Optional<OfferedVersion> last = known.version(version);
    if (last.isPresent()
        && isUnchanged(version, target, known)
        && hash.equals(readHashes.get(version))) {
      return last.get().openApiV3();
    }
    Optional<OfferSource.Published> published =
        hash.isEmpty() ? Optional.empty() : source.openApiV3(version);
    if (published.isEmpty()) {
      return last.isPresent() ? last.get().openApiV3() : v3Filter.empty();
    }
    Document filtered = v3Filter.filter(published.get().bytes(), target);
    readHashes.put(version, hash);
    return filtered;
  }
}
