package dev.jetway.certs;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One change of a {@link RotationState}. */
enum RotationStep {
  /** Nothing is due. */
  NONE,
  /** The serving certificate nears its end, or lacks a name. */
  RENEW_LEAF,
  /** The authority nears its end: a successor is made and put into the bundle. */
  ANNOUNCE,
  /** The successor is known to clients and takes over. */
  SWITCH,
  /** No certificate of a former authority is in use any more. */
  DROP_FORMER;

  /** Kinds of subject alternative names, by RFC 5280's numbers. */
  private static final int DNS_NAME = 2;

  private static final int ADDRESS = 7;

  /**
   * The step that is due now.
   *
   * @param jitter from 0 (at two thirds of a lifetime) to 1 (a twentieth of it earlier)
   * @param published authorities that are known to have reached the clients
   */
  static RotationStep due(
      RotationState state,
      ServerNames names,
      RotationPolicy policy,
      double jitter,
      Collection<X509Certificate> published,
      Instant now) {
    X509Certificate authority = state.authority().certificate();
    if (state.announced().isEmpty()) {
      Duration needed = policy.leafLifetime().plus(policy.announcement());
      if (isEnding(authority, policy.authorityLifetime(), jitter, now)
          || now.plus(needed).isAfter(end(authority))) {
        return ANNOUNCE;
      }
    } else if (maySwitch(state, policy, published, now)) {
      return SWITCH;
    }
    X509Certificate leaf = state.serving().certificate();
    // One that ends with its authority cannot be renewed to any avail.
    boolean renewable = end(leaf).isBefore(end(authority));
    if ((renewable && isEnding(leaf, policy.leafLifetime(), jitter, now))
        || namesOf(leaf).filter(present -> present.include(names)).isEmpty()
        || !isIssuedBy(leaf, authority)) {
      return RENEW_LEAF;
    }
    if (!state.former().isEmpty() && now.isAfter(state.formerUntil())) {
      return DROP_FORMER;
    }
    return NONE;
  }

  /** The names of a serving certificate; empty when it has none, or such as no server has. */
  static Optional<ServerNames> namesOf(X509Certificate leaf) {
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives == null) {
        return Optional.empty();
      }
      List<String> names =
          alternatives.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME) || name.getFirst().equals(ADDRESS))
              .map(name -> (String) name.get(1))
              .toList();
      return Optional.of(ServerNames.of(names));
    } catch (CertificateParsingException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean maySwitch(
      RotationState state,
      RotationPolicy policy,
      Collection<X509Certificate> published,
      Instant now) {
    X509Certificate successor = state.announced().getFirst().certificate();
    if (!now.isBefore(end(state.authority().certificate()))) {
      return true; // nobody can trust the old one any more, so there is nothing to wait for
    }
    Instant announcedAt = successor.getNotBefore().toInstant().plus(Issuance.BACKDATE);
    boolean known =
        switch (policy.publication()) {
          case CONFIRMED -> published.contains(successor);
          case BY_TIME -> true;
        };
    return known && !now.isBefore(announcedAt.plus(policy.announcement()));
  }

  private static boolean isEnding(
      X509Certificate certificate, Duration usualLifetime, double jitter, Instant now) {
    Duration own = Duration.between(certificate.getNotBefore().toInstant(), end(certificate));
    Duration lifetime = own.compareTo(usualLifetime) < 0 ? own : usualLifetime;
    long rest = (long) (lifetime.toMillis() * (1.0 / 3 + jitter / 20));
    return !now.isBefore(end(certificate).minusMillis(rest));
  }

  private static boolean isIssuedBy(X509Certificate leaf, X509Certificate authority) {
    try {
      leaf.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
