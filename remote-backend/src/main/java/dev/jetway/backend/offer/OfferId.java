package dev.jetway.backend.offer;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.tunnel.Sha256;

/** The id of an offer: another one for other APIs or schemas, whatever the columns are. */
public final class OfferId {
  private static final int LENGTH = 32;

  private OfferId() {}

  /** The id. */
  public static String of(ApiCatalog offer) {
    StringBuilder all = new StringBuilder(offer.openApiV2().hash());
    for (ApiVersion version : offer.versions()) {
      all.append('\n').append(version.group()).append('/').append(version.version());
      all.append('\n').append(version.openApiV3().hash()).append('\n').append(version.resources());
    }
    return Sha256.hex(all.toString()).substring(0, LENGTH);
  }
}
