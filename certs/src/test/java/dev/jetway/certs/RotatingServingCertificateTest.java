package dev.jetway.certs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.certs.RotationPolicy.Publication;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class RotatingServingCertificateTest {

  private static final Duration LEAF = Duration.ofDays(30);
  private static final Duration AUTHORITY = Duration.ofDays(365);
  private static final Duration ANNOUNCEMENT = Duration.ofDays(1);
  private static final ServerNames NAMES = ServerNames.of("svc.ns.svc");

  private final SettableClock clock = new SettableClock();
  private final MemoryCertificateStore store = new MemoryCertificateStore();

  @Test
  void firstStartMakesAuthorityAndCertificate() {
    RotatingServingCertificate replica = replica();
    replica.takeTurn();

    assertThat(replica.current().authorities()).hasSize(1);
    assertTrusted(replica.current(), replica.current());
    assertThat(store.load().orElseThrow().data())
        .containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "ca.key");
  }

  @Test
  void secretMadeBeforehandIsFilled() {
    store.overwrite(Map.of());
    RotatingServingCertificate replica = replica();
    replica.takeTurn();

    assertTrusted(replica.current(), replica.current());
  }

  @Test
  void restartedAndFurtherReplicasUseWhatIsStored() {
    RotatingServingCertificate first = replica();
    first.takeTurn();
    RotatingServingCertificate second = replica();
    second.takeTurn();

    assertThat(second.current()).isEqualTo(first.current());
  }

  @Test
  void replicasThatStartTogetherAgree() {
    RotatingServingCertificate first = replica();
    RotatingServingCertificate second = replica();
    store.beforeNextWrite(second::takeTurn);
    first.takeTurn();

    assertThat(first.current()).isEqualTo(second.current());
  }

  @Test
  void leafIsRenewedAtTwoThirdsByTheSameAuthority() {
    RotatingServingCertificate replica = replica();
    replica.takeTurn();
    ServingCertificate before = replica.current();

    clock.advance(LEAF.multipliedBy(3).dividedBy(5));
    replica.takeTurn();
    assertThat(replica.current()).isEqualTo(before);

    clock.advance(LEAF.dividedBy(10));
    replica.takeTurn();
    assertThat(replica.current().material()).isNotEqualTo(before.material());
    assertThat(replica.current().authorities()).isEqualTo(before.authorities());
  }

  @Test
  void replicasThatRenewTogetherAgree() {
    RotatingServingCertificate first = replica();
    RotatingServingCertificate second = replica();
    first.takeTurn();
    second.takeTurn();
    ServingCertificate before = first.current();

    clock.advance(LEAF.multipliedBy(3).dividedBy(4));
    store.beforeNextWrite(second::takeTurn);
    first.takeTurn();

    assertThat(first.current()).isEqualTo(second.current()).isNotEqualTo(before);
  }

  @Test
  void newAuthorityIsPublishedBeforeItIssuesAndTheOldOneStaysUntilItsLeafExpired() {
    RotatingServingCertificate replica = replica(Publication.CONFIRMED);
    ServingCertificate original = runUntilAnnounced(replica);

    // Announced: both in the bundle, the old one issues, however long nobody confirms.
    ServingCertificate announced = replica.current();
    assertThat(announced.authorities()).hasSize(2).startsWith(original.authorities().getFirst());
    assertTrusted(announced, original);
    replica.published(original.bundle());
    clock.advance(ANNOUNCEMENT.multipliedBy(2));
    replica.takeTurn();
    assertTrusted(replica.current(), original);

    // Confirmed: the new one issues, and whoever has the announced bundle trusts old and new.
    replica.published(announced.bundle());
    ServingCertificate last = replica.current();
    replica.takeTurn();
    ServingCertificate switched = replica.current();
    assertThat(switched.authorities())
        .containsExactlyElementsOf(announced.authorities().reversed());
    assertTrusted(switched, announced);
    assertTrusted(last, switched);
    assertThatThrownBy(() -> check(switched, original)).isInstanceOf(CertificateException.class);

    // Dropped: once the last certificate of the old one has expired.
    clock.advance(LEAF.plusSeconds(1));
    replica.takeTurn();
    assertThat(replica.current().authorities()).containsExactly(switched.authorities().getFirst());
    assertTrusted(replica.current(), switched);
    assertThat(store.load().orElseThrow().data())
        .containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "ca.key");
  }

  @Test
  void newAuthorityIsAnnouncedForAWhileAlsoWhenConfirmedAtOnce() {
    RotatingServingCertificate replica = replica(Publication.CONFIRMED);
    ServingCertificate original = runUntilAnnounced(replica);
    replica.published(replica.bundle());
    replica.takeTurn();
    assertTrusted(replica.current(), original);

    clock.advance(ANNOUNCEMENT);
    replica.takeTurn();
    assertThatThrownBy(() -> check(replica.current(), original))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void newAuthorityIssuesByTimeWhereClientsFetchTheBundle() {
    RotatingServingCertificate replica = replica(Publication.BY_TIME);
    ServingCertificate original = runUntilAnnounced(replica);
    ServingCertificate announced = replica.current();
    clock.advance(ANNOUNCEMENT.minusSeconds(10));
    replica.takeTurn();
    assertTrusted(replica.current(), original);

    clock.advance(Duration.ofSeconds(10));
    replica.takeTurn();
    assertTrusted(replica.current(), announced);
    assertThatThrownBy(() -> check(replica.current(), original))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void clientsNeverMeetAnIssuerTheyDoNotKnowWhateverReplicaServes() {
    RotatingServingCertificate publisher = replica(Publication.CONFIRMED);
    RotatingServingCertificate slow = replica(Publication.CONFIRMED);
    publisher.takeTurn();
    slow.takeTurn();
    int authorities = 0;
    ServingCertificate bundle = publisher.current();
    X509Certificate last = bundle.authorities().getFirst();
    // Three years; the slow replica and the publication lag by turns behind.
    for (int halfDay = 0; halfDay < 3 * 730; halfDay++) {
      clock.advance(Duration.ofHours(12));
      publisher.takeTurn();
      if (halfDay % 5 == 0) {
        slow.takeTurn();
      }
      assertTrusted(publisher.current(), bundle);
      assertTrusted(slow.current(), bundle);
      if (halfDay % 2 == 0) {
        bundle = publisher.current();
        publisher.published(bundle.bundle());
      }
      if (!bundle.authorities().getFirst().equals(last)) {
        last = bundle.authorities().getFirst();
        authorities++;
      }
    }
    assertThat(authorities).isBetween(3, 5);
  }

  @Test
  void storeThatRestedPastAllExpiryIsRenewedAtOnce() {
    replica().takeTurn();
    clock.advance(AUTHORITY.multipliedBy(2));
    RotatingServingCertificate replica = replica(Publication.CONFIRMED);
    replica.takeTurn();

    assertTrusted(replica.current(), replica.current());
    assertThat(replica.current().authorities()).hasSize(1);
  }

  @Test
  void missingNameIsAddedAndReplicasOfTwoVersionsDoNotFight() {
    RotatingServingCertificate old = replica();
    old.takeTurn();
    RotatingServingCertificate updated = replica(ServerNames.of("new.ns.svc"));
    updated.takeTurn();
    ServingCertificate both = updated.current();
    old.takeTurn();

    assertThat(old.current()).isEqualTo(both);
    assertThat(RotationStep.namesOf(both.material().certificate()))
        .contains(ServerNames.of("new.ns.svc", "svc.ns.svc"));
  }

  @Test
  void damagedOrDeletedStateIsRestoredFromMemory() {
    RotatingServingCertificate replica = replica();
    replica.takeTurn();
    ServingCertificate before = replica.current();
    for (Map<String, String> damage :
        List.of(Map.<String, String>of(), Map.of("ca.crt", "x"), Map.of("tls.crt", "?"))) {
      store.overwrite(damage);
      replica.takeTurn();
      assertThat(replica.current()).isEqualTo(before);
      assertThat(RotationStateData.decode(store.load().orElseThrow().data()).serving())
          .isEqualTo(before.material());
    }
  }

  @Test
  void lostStoreLeavesTheCertificateInUse() {
    RotatingServingCertificate replica = replica();
    replica.takeTurn();
    ServingCertificate before = replica.current();
    store.broken(true);

    assertThatThrownBy(replica::takeTurn).isInstanceOf(CertificateStoreException.class);
    assertThat(replica.current()).isEqualTo(before);
  }

  @Test
  void listenersHearThePresentStateAndEachChange() {
    RotatingServingCertificate replica = replica();
    replica.takeTurn();
    List<ServingCertificate> heard = new ArrayList<>();
    replica.addListener(certificate -> {
      if (!heard.isEmpty()) {
        heard.add(certificate);
        throw new IllegalStateException("a listener that fails");
      }
      heard.add(certificate);
    });
    ReloadableKeyManager keys = new ReloadableKeyManager(replica.current().material());
    replica.addListener(certificate -> keys.replace(certificate.material()));

    clock.advance(LEAF);
    replica.takeTurn();
    replica.takeTurn();

    assertThat(heard).hasSize(2).endsWith(replica.current());
    assertThat(keys.material()).isEqualTo(replica.current().material());
  }

  @Test
  void backgroundThreadRenewsWhenWokenAndStopsWhenClosed() throws InterruptedException {
    BlockingQueue<ServingCertificate> heard = new LinkedBlockingQueue<>();
    RotatingServingCertificate opened =
        RotatingServingCertificate.open(
            "test", NAMES, policy(Publication.BY_TIME), store, clock, new Random(1));
    try (opened) {
      opened.addListener(heard::add);
      ServingCertificate before = heard.take();
      clock.advance(LEAF);
      opened.refresh();
      assertThat(heard.poll(10, SECONDS)).isNotNull().isNotEqualTo(before);
    }
    opened.close();
    assertTrusted(opened.current(), opened.current());
  }

  @Test
  void policyThatCannotWorkIsRefused() {
    assertThatThrownBy(() -> policy(LEAF, LEAF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("authorityLifetime must be at least three times");
    assertThatThrownBy(() -> policy(Duration.ofSeconds(1), AUTHORITY))
        .hasMessage("leafLifetime must be at least 1 minute: PT1S");
    assertThatCode(() -> RotationPolicy.defaults(Publication.BY_TIME)).doesNotThrowAnyException();
  }

  /** What was served before the successor of the authority came into the bundle. */
  private ServingCertificate runUntilAnnounced(RotatingServingCertificate replica) {
    replica.takeTurn();
    ServingCertificate original = replica.current();
    for (int day = 0; day < 300 && replica.current().authorities().size() == 1; day++) {
      clock.advance(Duration.ofDays(1));
      replica.takeTurn();
    }
    assertThat(replica.current().authorities()).hasSize(2);
    return original;
  }

  private void assertTrusted(ServingCertificate server, ServingCertificate client) {
    assertThatCode(() -> check(server, client)).doesNotThrowAnyException();
  }

  /** The JDK's judgement, but of the clock's time: it has no way to be told another. */
  private void check(ServingCertificate server, ServingCertificate client)
      throws CertificateException {
    X509Certificate leaf = server.material().certificate();
    leaf.checkValidity(Date.from(clock.instant()));
    TestCertificates.requirePath(leaf, client.authorities(), clock.instant());
  }

  private RotatingServingCertificate replica() {
    return replica(Publication.BY_TIME);
  }

  private RotatingServingCertificate replica(Publication publication) {
    return new RotatingServingCertificate(
        "test", NAMES, policy(publication), store, clock, new Random(7));
  }

  private RotatingServingCertificate replica(ServerNames names) {
    return new RotatingServingCertificate(
        "test", names, policy(Publication.BY_TIME), store, clock, new Random(8));
  }

  private static RotationPolicy policy(Publication publication) {
    return new RotationPolicy(LEAF, AUTHORITY, ANNOUNCEMENT, publication, Duration.ofMinutes(10));
  }

  private static RotationPolicy policy(Duration leaf, Duration authority) {
    return new RotationPolicy(
        leaf, authority, ANNOUNCEMENT, Publication.BY_TIME, Duration.ofMinutes(10));
  }
}
