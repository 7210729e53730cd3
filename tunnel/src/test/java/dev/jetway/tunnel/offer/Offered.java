package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Snapshots for tests. */
public final class Offered {
  private static final OfferRule RULE = OfferRule.parse(OfferRule.DEFAULT_SELECTOR, false);

  private Offered() {}

  /** A snapshot that offers these resources in one group/version. */
  public static OfferSnapshot snapshot(String group, String version, String... plurals) {
    OfferedResources offered = resources(group, version, plurals);
    Map<GroupVersion, OfferSnapshot.OfferedVersion> versions = new HashMap<>();
    ObjectNode list = new ObjectMapper().createObjectNode();
    Document empty = Document.of(new byte[0]);
    offered
        .versions()
        .keySet()
        .forEach(key -> versions.put(key, new OfferSnapshot.OfferedVersion(list, empty, empty)));
    return new OfferSnapshot(offered, versions, empty);
  }

  static OfferedResources resources(String group, String version, String... plurals) {
    return OfferedResources.of(
        List.of(plurals).stream()
            .map(plural ->
                new CustomResource(
                    group,
                    plural,
                    true,
                    true,
                    Map.of("connect.jetway.dev/bindable", "true"),
                    Set.of(),
                    Map.of(version, List.of()),
                    "hash"))
            .toList(),
        RULE);
  }
}
