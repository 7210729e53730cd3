package dev.jetway.certs;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Judges client certificates for each request, as kube-apiserver does: against a set of authorities
 * that can be replaced at any time, for the usage {@code clientAuth}, by the present time.
 *
 * <p>Verdicts are remembered per chain, so that a request costs a hash look-up: good ones until the
 * first certificate of the path expires, refusals for ten seconds, both only until the authorities
 * are replaced. Safe for use by several threads; no request waits for another.
 */
public final class ClientCertificateVerifier {

  /** Most chains that are remembered; a caller with many certificates only empties the memory. */
  private static final int MAX_REMEMBERED = 1024;

  private static final Duration REMEMBER_REFUSAL = Duration.ofSeconds(10);

  private final Clock clock;
  private volatile Trust trust;

  /**
   * A verifier that trusts these authorities; with none it refuses everybody.
   *
   * @param authorities roots; intermediates come with the clients' chains
   */
  public ClientCertificateVerifier(Collection<X509Certificate> authorities, Clock clock) {
    this.clock = clock;
    this.trust = new Trust(Set.copyOf(authorities), new ConcurrentHashMap<>());
  }

  /** Trusts these authorities and no others from now on, also for connections that are open. */
  public void replaceAuthorities(Collection<X509Certificate> authorities) {
    Set<X509Certificate> copy = Set.copyOf(authorities);
    if (!copy.equals(trust.authorities())) {
      trust = new Trust(copy, new ConcurrentHashMap<>());
    }
  }

  /**
   * Judges a chain whose first certificate's key the handshake has proved.
   *
   * @param chain the client's certificate first, then intermediates in any order; empty where the
   *     client sent none, which is refused
   */
  public ClientCertificateVerdict verify(List<X509Certificate> chain) {
    Trust current = trust;
    Instant now = clock.instant();
    Remembered remembered = current.verdicts().get(chain);
    if (remembered != null && remembered.isValidAt(now)) {
      return remembered.verdict();
    }
    Remembered fresh = judge(chain, current.authorities(), now);
    if (current.verdicts().size() >= MAX_REMEMBERED) {
      current.verdicts().clear();
    }
    current.verdicts().put(List.copyOf(chain), fresh);
    return fresh.verdict();
  }

  /** How many chains are remembered. */
  int remembered() {
    return trust.verdicts().size();
  }

  private static Remembered judge(
      List<X509Certificate> chain, Set<X509Certificate> authorities, Instant now) {
    try {
      ClientCertificatePath path = ClientCertificatePath.find(chain, authorities, now);
      return new Remembered(path.verified(), now, path.notAfter());
    } catch (ClientCertificatePath.NotFound e) {
      return new Remembered(
          new ClientCertificateVerdict.Refused(e.reason()), now, now.plus(REMEMBER_REFUSAL));
    }
  }

  private record Trust(
      Set<X509Certificate> authorities,
      ConcurrentMap<List<X509Certificate>, Remembered> verdicts) {}

  private record Remembered(ClientCertificateVerdict verdict, Instant from, Instant until) {

    boolean isValidAt(Instant now) {
      return !now.isBefore(from) && !now.isAfter(until);
    }
  }
}
