package dev.jetway.tunnel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a control plane offers at one moment: a line of the {@code /jetway/v1/offers} stream.
 *
 * @param versions every offered group/version, sorted by group and version
 * @param openApiV2Hash the ETag, without quotes, of {@code /openapi/v2}
 */
public record Offers(List<OfferedVersion> versions, String openApiV2Hash) {
  /** Copies the list. */
  public Offers {
    versions = List.copyOf(versions);
  }

  /**
   * One offered group/version.
   *
   * @param group the API group
   * @param version the API version
   * @param resources the control plane's own APIResourceList of the group/version, the resources
   *     that are not offered taken out
   * @param columns the printer columns of each plural resource, none at all where the control plane
   *     shows its default ones; a resource that is missing has columns that are not known
   * @param openApiV3Hash the ETag, without quotes, of {@code /openapi/v3/apis/<group>/<version>}
   */
  public record OfferedVersion(
      String group,
      String version,
      ObjectNode resources,
      Map<String, List<PrinterColumn>> columns,
      String openApiV3Hash) {
    /** Copies the columns. */
    public OfferedVersion {
      columns = Map.copyOf(columns);
    }
  }
}
