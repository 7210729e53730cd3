package dev.jetway.backend.connect;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.change.Judgement;
import dev.jetway.backend.change.OfferReview;
import dev.jetway.backend.change.ReviewedBinding;
import dev.jetway.backend.offer.AcceptedStore;
import dev.jetway.backend.offer.OfferId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What bindings have accepted of one connection's offer, and the review of what is offered now. For
 * the controller's thread.
 *
 * <pre>
 *  the leader keeps a new accepted offer in the store, then writes its id into the connection's status
 *  every replica sees the status, and takes over the offer with that id
 * </pre>
 *
 * so that all replicas hold back the same, also after a restart.
 */
final class AcceptedOffer {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptedOffer.class);

  private final String connection;
  private final AcceptedStore store;

  /** The id in the status, and the offer; empty if there is none, or it is lost. */
  private String id = "";

  private Optional<ApiCatalog> accepted = Optional.empty();

  /** The id in the status that could not be read; empty if it was. */
  private String unread = "";

  /** The one that was kept last, or could not be. */
  private Attempt attempt = new Attempt(ApiCatalog.UNKNOWN, "", Optional.empty(), false);

  private Inputs inputs = new Inputs(Optional.empty(), ApiCatalog.UNKNOWN, List.of());
  private OfferReview review = new OfferReview(ApiCatalog.UNKNOWN, ApiCatalog.UNKNOWN, Map.of());

  /**
   * An offer that was to be kept.
   *
   * @param id its id; empty if it is not kept
   * @param problem why it is not kept
   * @param again whether it may be with another attempt
   */
  private record Attempt(ApiCatalog offer, String id, Optional<String> problem, boolean again) {}

  /** What a review was made of. */
  private record Inputs(
      Optional<ApiCatalog> accepted, ApiCatalog now, List<ReviewedBinding> bindings) {
    @SuppressWarnings("ReferenceEquality") // comparing large documents costs more than a review
    boolean isSame(Inputs other) {
      return now == other.now
          && accepted.orElse(now) == other.accepted.orElse(other.now)
          && accepted.isPresent() == other.accepted.isPresent()
          && bindings.equals(other.bindings);
    }
  }

  AcceptedOffer(String connection, AcceptedStore store) {
    this.connection = connection;
    this.store = store;
  }

  /**
   * Takes over which offer was accepted.
   *
   * @param told its id, as the connection's status says; empty for none
   * @param now what is offered
   * @return false if it could not be read, and is to be tried again
   */
  boolean follow(String told, ApiCatalog now) {
    unread = "";
    if (told.equals(id)) {
      return true;
    }
    try {
      accepted = told.isEmpty() ? Optional.empty() : find(told, now);
      id = told;
      return true;
    } catch (RuntimeException e) { // an unreadable memory must not stop the connector
      LOG.warn("accepted offer not read connection={} reason=\"{}\"", connection, e.getMessage());
      unread = told;
      return false;
    }
  }

  private Optional<ApiCatalog> find(String told, ApiCatalog now) {
    if (told.equals(attempt.id())) {
      return Optional.of(attempt.offer());
    }
    if (told.equals(OfferId.of(now))) {
      return Optional.of(now);
    }
    Optional<ApiCatalog> kept = store.load(told);
    if (kept.isEmpty()) {
      LOG.warn("accepted offer lost connection={} id={}", connection, told);
    }
    return kept;
  }

  /** Reviews what is offered; returns what clients see of it. */
  ApiCatalog review(ApiCatalog now, List<ReviewedBinding> bindings) {
    Inputs next = new Inputs(accepted, now, bindings);
    if (!next.isSame(inputs)) {
      review = reviewed(now, bindings);
      inputs = next;
      share();
    }
    return review.shown();
  }

  private OfferReview reviewed(ApiCatalog now, List<ReviewedBinding> bindings) {
    if (!now.isKnown() || bindings.isEmpty()) {
      return new OfferReview(now, accepted.orElse(now), Map.of());
    }
    return accepted
        .map(before -> OfferReview.of(before, now, bindings))
        .orElseGet(() -> OfferReview.first(now, bindings));
  }

  /** Two copies of the same need the memory of two. */
  @SuppressWarnings("ReferenceEquality") // two that are equal are what is looked for
  private void share() {
    ApiCatalog next = review.accepted();
    if (accepted.isPresent() && accepted.get() != next && OfferId.of(next).equals(id)) {
      accepted = Optional.of(next);
      inputs = new Inputs(accepted, inputs.now(), inputs.bindings());
    }
  }

  /**
   * Keeps what is accepted now; for the replica that leads.
   *
   * @return the id that the connection's status is to say
   */
  @SuppressWarnings("ReferenceEquality") // comparing large documents costs more than keeping them
  String keep() {
    if (!unread.isEmpty()) {
      return unread;
    }
    if (!inputs.now().isKnown()) {
      return id;
    }
    if (inputs.bindings().isEmpty()) {
      return "";
    }
    ApiCatalog next = review.accepted();
    if (accepted.isPresent() && accepted.get() == next) {
      return id;
    }
    if (attempt.offer() != next || attempt.again()) {
      attempt = attempt(next);
    }
    return attempt.problem().isPresent() ? id : attempt.id();
  }

  /** False if what is accepted now is to be kept with another attempt. */
  boolean isSettled() {
    return !attempt.again();
  }

  private Attempt attempt(ApiCatalog next) {
    try {
      store.save(next, id);
      return new Attempt(next, OfferId.of(next), Optional.empty(), false);
    } catch (RuntimeException e) { // whatever is wrong with the store, all else goes on
      LOG.warn("accepted offer not kept connection={} reason=\"{}\"", connection, e.getMessage());
      boolean again = !(e instanceof IllegalStateException); // then it does not fit
      return new Attempt(next, "", Optional.of(String.valueOf(e.getMessage())), again);
    }
  }

  /** What a binding is told. */
  Judgement judgement(Binding.Key key) {
    Judgement judgement = review.judgements().get(key);
    if (judgement == null) {
      return new Judgement.Unknown(
          "ConnectionNotReady", "it is not known what the control plane offers");
    }
    if (!unread.isEmpty() && accepted.isEmpty()) {
      return new Judgement.Unknown(
          "NotRead", "what was accepted could not be read, and is tried again");
    }
    return attempt
        .problem()
        .filter(_ -> accepted.isEmpty())
        .<Judgement>map(why ->
            new Judgement.Unknown(
                "NotKept",
                "changes are applied without a word, since what is offered could not be kept: "
                    + why))
        .orElse(judgement);
  }
}
