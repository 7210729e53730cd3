package dev.jetway.backend.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.change.Judgement;
import dev.jetway.backend.change.Offers;
import dev.jetway.backend.change.ReviewedBinding;
import dev.jetway.backend.offer.AcceptedStore;
import dev.jetway.backend.offer.OfferId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptedOfferTest {
  private static final Binding.Key KEY = new Binding.Key("", "all");
  private static final List<ReviewedBinding> HOLDS = List.of(binding(""));
  private static final ApiCatalog BEFORE = new Offers().with("v1", "things", "a", "b").offer();
  private static final ApiCatalog NARROWER = new Offers().with("v1", "things", "a").offer();

  private final Memory memory = new Memory();
  private final AcceptedOffer leader = new AcceptedOffer("prod", memory);
  private final AcceptedOffer other = new AcceptedOffer("prod", memory);

  /** Keeps in memory, as long as it works. */
  private static final class Memory implements AcceptedStore {
    private final Map<String, ApiCatalog> kept = new HashMap<>();
    private boolean broken;

    @Override
    public Optional<ApiCatalog> load(String id) {
      check();
      return Optional.ofNullable(kept.get(id));
    }

    @Override
    public void save(ApiCatalog offer, String counts) {
      check();
      kept.keySet().retainAll(List.of(counts));
      kept.put(OfferId.of(offer), offer);
    }

    private void check() {
      if (broken) {
        throw new IllegalStateException("it is broken");
      }
    }
  }

  private static ReviewedBinding binding(String revision) {
    return new ReviewedBinding(
        new Binding(KEY, Instant.EPOCH, "prod", Offers.GROUP, Optional.empty()), true, revision);
  }

  private String reviewed(ApiCatalog now, List<ReviewedBinding> bindings) {
    assertThat(leader.review(now, bindings)).isNotNull();
    String id = leader.keep();
    assertThat(leader.follow(id, now)).isTrue();
    assertThat(leader.review(now, bindings)).isNotNull();
    return id;
  }

  @Test
  void allReplicasHoldTheSameAlsoAfterARestart() {
    String first = reviewed(BEFORE, HOLDS);
    assertThat(reviewed(NARROWER, HOLDS)).isEqualTo(first);
    assertThat(leader.review(NARROWER, HOLDS)).isEqualTo(BEFORE);
    assertThat(other.follow(first, NARROWER)).isTrue();
    assertThat(other.review(NARROWER, HOLDS).versions()).isEqualTo(BEFORE.versions());
    assertThat(other.judgement(KEY)).isEqualTo(leader.judgement(KEY));
  }

  @Test
  void anApprovedOfferIsTheOneThatCounts() {
    String first = reviewed(BEFORE, HOLDS);
    assertThat(reviewed(NARROWER, HOLDS)).isEqualTo(first);
    String revision = ((Judgement.Breaking) leader.judgement(KEY)).revision();
    String next = reviewed(NARROWER, List.of(binding(revision)));
    assertThat(next).isEqualTo(OfferId.of(NARROWER));
    assertThat(reviewed(NARROWER, HOLDS)).isEqualTo(next);
    assertThat(leader.judgement(KEY)).isEqualTo(new Judgement.Compatible());
  }

  @Test
  void withoutABindingNothingIsKept() {
    assertThat(reviewed(BEFORE, HOLDS)).isNotEmpty();
    assertThat(reviewed(NARROWER, List.of())).isEmpty();
    assertThat(leader.judgement(KEY)).isInstanceOf(Judgement.Unknown.class);
  }

  @Test
  void aStoreThatCannotBeReadIsTriedAgainAndNotWrittenOver() {
    String first = reviewed(BEFORE, HOLDS);
    memory.broken = true;
    assertThat(other.follow(first, NARROWER)).isFalse();
    assertThat(other.review(NARROWER, HOLDS)).isSameAs(NARROWER);
    assertThat(other.keep()).isEqualTo(first);
    assertThat(other.judgement(KEY))
        .isEqualTo(
            new Judgement.Unknown(
                "NotRead", "what was accepted could not be read, and is tried again"));
    memory.broken = false;
    assertThat(other.follow(first, NARROWER)).isTrue();
    assertThat(other.review(NARROWER, HOLDS).versions()).isEqualTo(BEFORE.versions());
  }

  @Test
  void aStoreThatCannotBeWrittenIsSaid() {
    memory.broken = true;
    assertThat(reviewed(BEFORE, HOLDS)).isEmpty();
    assertThat(leader.judgement(KEY))
        .isInstanceOfSatisfying(
            Judgement.Unknown.class,
            unknown -> assertThat(unknown.message()).endsWith("could not be kept: it is broken"));
  }
}
