package dev.jetway.backend.cache;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.table.TableRenderer;
import dev.jetway.tunnel.PrinterColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The renderers of offered resources, made anew when their columns change. Thread-safe. */
final class Tables {
  private final Map<ResourceKey, Compiled> compiled = new ConcurrentHashMap<>();

  private record Compiled(List<PrinterColumn> columns, Optional<TableRenderer> renderer) {
    static Compiled of(List<PrinterColumn> columns) {
      return new Compiled(columns, TableRenderer.of(columns));
    }
  }

  /** The renderer of a resource; empty if only the provider can make its tables. */
  Optional<TableRenderer> of(ResourceKey resource, ApiCatalog catalog) {
    return catalog
        .find(resource.group(), resource.version())
        .flatMap(version -> Optional.ofNullable(version.columns().get(resource.resource())))
        .flatMap(columns ->
            compiled
                .compute(
                    resource,
                    (_, known) ->
                        known != null && known.columns().equals(columns)
                            ? known
                            : Compiled.of(columns))
                .renderer());
  }
}
