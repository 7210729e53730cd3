package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link RotationState} as a store's data:
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><td>{@code tls.crt}, {@code tls.key}</td><td>what the server presents</td></tr>
 *   <tr><td>{@code ca.crt}</td><td>the bundle, the issuing authority first</td></tr>
 *   <tr><td>{@code ca.key}</td><td>the key of the issuing authority</td></tr>
 *   <tr><td>{@code next-ca.crt}, {@code next-ca.key}</td><td>the announced authority, if any</td></tr>
 *   <tr><td>{@code former-ca.until}</td><td>when the other authorities of the bundle may go</td></tr>
 * </table>
 */
final class RotationStateData {

  private static final String SERVING_CERTIFICATE = "tls.crt";
  private static final String SERVING_KEY = "tls.key";
  private static final String BUNDLE = "ca.crt";
  private static final String AUTHORITY_KEY = "ca.key";
  private static final String NEXT_CERTIFICATE = "next-ca.crt";
  private static final String NEXT_KEY = "next-ca.key";
  private static final String FORMER_UNTIL = "former-ca.until";

  private RotationStateData() {}

  static Map<String, String> encode(RotationState state) {
    Map<String, String> data = new HashMap<>();
    data.put(SERVING_CERTIFICATE, state.serving().certificatePem());
    data.put(SERVING_KEY, state.serving().keyPem());
    data.put(BUNDLE, Pem.encode(state.bundle()));
    data.put(AUTHORITY_KEY, state.authority().keyPem());
    for (KeyMaterial announced : state.announced()) {
      data.put(NEXT_CERTIFICATE, announced.certificatePem());
      data.put(NEXT_KEY, announced.keyPem());
    }
    if (!state.former().isEmpty()) {
      data.put(FORMER_UNTIL, state.formerUntil().toString());
    }
    return data;
  }

  /**
   * @throws CertificateStoreException when something is missing or damaged
   */
  static RotationState decode(Map<String, String> data) {
    try {
      List<X509Certificate> bundle = Pem.certificates(required(data, BUNDLE));
      KeyMaterial authority =
          new KeyMaterial(
              Pem.privateKey(required(data, AUTHORITY_KEY)), List.of(bundle.getFirst()));
      List<KeyMaterial> announced =
          data.containsKey(NEXT_KEY)
              ? List.of(
                  KeyMaterial.parse(required(data, NEXT_CERTIFICATE), required(data, NEXT_KEY)))
              : List.of();
      List<X509Certificate> former = new ArrayList<>(bundle.subList(1, bundle.size()));
      announced.forEach(material -> former.remove(material.certificate()));
      return new RotationState(
          authority,
          announced,
          former,
          former.isEmpty() ? Instant.EPOCH : Instant.parse(required(data, FORMER_UNTIL)),
          KeyMaterial.parse(required(data, SERVING_CERTIFICATE), required(data, SERVING_KEY)));
    } catch (InvalidPemException | DateTimeException e) {
      throw new CertificateStoreException("stored certificates are damaged: " + e.getMessage(), e);
    }
  }

  private static String required(Map<String, String> data, String key) {
    String value = data.get(key);
    if (value == null) {
      throw new CertificateStoreException("stored certificates are damaged: no " + key, null);
    }
    return value;
  }
}
