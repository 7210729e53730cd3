package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that replicas share about their serving certificate. The ways it changes are those of
 * {@link RotationStep}:
 *
 * <pre>
 *              ┌── RENEW_LEAF ──┐
 *              ▼                │        bundle
 *   issuing by A ───────────────┘        A
 *        │ ANNOUNCE
 *        ▼
 *   issuing by A, B announced            A B      leaf still by A
 *        │ SWITCH  (B published)
 *        ▼
 *   issuing by B, A former               B A      leaf by B, other replicas may still show A's
 *        │ DROP_FORMER  (A's leaf expired)
 *        ▼
 *   issuing by B                         B
 * </pre>
 *
 * @param authority issues the serving certificate
 * @param announced its successor, which is in the bundle but has not issued anything; at most one
 * @param former authorities that no longer issue, but whose certificates may still be in use
 * @param formerUntil when the last certificate of a former authority expires
 * @param serving what the server presents
 */
record RotationState(
    KeyMaterial authority,
    List<KeyMaterial> announced,
    List<X509Certificate> former,
    Instant formerUntil,
    KeyMaterial serving) {

  RotationState {
    announced = List.copyOf(announced);
    former = List.copyOf(former);
  }

  static RotationState issuing(KeyMaterial authority, KeyMaterial serving) {
    return new RotationState(authority, List.of(), List.of(), Instant.EPOCH, serving);
  }

  RotationState renewed(KeyMaterial newServing) {
    return new RotationState(authority, announced, former, formerUntil, newServing);
  }

  RotationState announcing(KeyMaterial successor) {
    return new RotationState(authority, List.of(successor), former, formerUntil, serving);
  }

  /** The announced authority takes over with a serving certificate that it has issued. */
  RotationState switched(KeyMaterial newServing) {
    List<X509Certificate> allFormer = new ArrayList<>(former);
    allFormer.add(authority.certificate());
    Instant expiry = serving.certificate().getNotAfter().toInstant();
    return new RotationState(
        announced.getFirst(),
        List.of(),
        allFormer,
        expiry.isAfter(formerUntil) ? expiry : formerUntil,
        newServing);
  }

  RotationState withoutFormer() {
    return new RotationState(authority, announced, List.of(), Instant.EPOCH, serving);
  }

  ServingCertificate toServingCertificate() {
    return new ServingCertificate(serving, bundle());
  }

  List<X509Certificate> bundle() {
    return Stream.of(
            Stream.of(authority.certificate()),
            announced.stream().map(KeyMaterial::certificate),
            former.stream())
        .flatMap(authorities -> authorities)
        .toList();
  }
}
