package dev.jetway.certs;

import java.time.Duration;

/**
 * When serving certificates and their authorities are renewed: at two thirds of their lifetime, or
 * up to a twentieth of the lifetime earlier, so that replicas do not all try at once.
 *
 * @param leafLifetime lifetime of a serving certificate, at least a minute
 * @param authorityLifetime lifetime of a certificate authority, at least three times {@code
 *     leafLifetime + announcement}
 * @param announcement how long a new authority is in the bundle, at least, before it issues the
 *     serving certificate
 * @param publication what else the new authority waits for
 * @param reload how often the store is read, to see what other replicas wrote and whether anything
 *     is due
 */
public record RotationPolicy(
    Duration leafLifetime,
    Duration authorityLifetime,
    Duration announcement,
    Publication publication,
    Duration reload) {

  /** How clients of the server come by its bundle. */
  public enum Publication {
    /**
     * Somebody writes it where clients look, such as an APIService's {@code caBundle}, and says so
     * with {@link RotatingServingCertificate#published}; a new authority waits for that.
     */
    CONFIRMED,
    /** Clients fetch it by themselves within {@code announcement}. */
    BY_TIME
  }

  /** Checks the durations against each other. */
  public RotationPolicy {
    if (leafLifetime.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("leafLifetime must be at least 1 minute: " + leafLifetime);
    }
    if (announcement.isNegative()) {
      throw new IllegalArgumentException("announcement must not be negative: " + announcement);
    }
    if (authorityLifetime.compareTo(leafLifetime.plus(announcement).multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "authorityLifetime must be at least three times leafLifetime + announcement: "
              + authorityLifetime);
    }
    if (!reload.isPositive()) {
      throw new IllegalArgumentException("reload must be positive: " + reload);
    }
  }

  /**
   * Certificates of 90 days, authorities of 10 years that are announced for a day, the store read
   * every 30 seconds.
   */
  public static RotationPolicy defaults(Publication publication) {
    return new RotationPolicy(
        Duration.ofDays(90),
        CertificateAuthority.DEFAULT_LIFETIME,
        Duration.ofDays(1),
        publication,
        Duration.ofSeconds(30));
  }
}
