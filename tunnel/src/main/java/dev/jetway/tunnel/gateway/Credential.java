package dev.jetway.tunnel.gateway;

import dev.jetway.tunnel.Sha256;

/** A bearer token, which is never shown, and the hash by which it is remembered. */
final class Credential {
  private final String token;
  private final String key;

  Credential(String token) {
    this.token = token;
    this.key = Sha256.hex(token);
  }

  String token() {
    return token;
  }

  String key() {
    return key;
  }

  @Override
  public String toString() {
    return "Credential[...]";
  }
}
