package dev.jetway.tunnel.compression;

import dev.jetway.tunnel.ControlPlaneLink;

/** How answers cross a link. */
public enum TunnelCompression {
  /** Large ones as gzip: that costs both ends CPU, and spares a slow network most of the bytes. */
  GZIP,
  /** As they are. */
  NONE;

  /** The same link, with answers that cross it so; closed in place of the link. */
  public ControlPlaneLink over(ControlPlaneLink link) {
    return switch (this) {
      case GZIP -> new CompressedLink(link);
      case NONE -> link;
    };
  }
}
