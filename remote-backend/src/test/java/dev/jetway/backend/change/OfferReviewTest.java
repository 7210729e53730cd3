package dev.jetway.backend.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.bind.Binding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferReviewTest {
  private static final Binding.Key ALL = new Binding.Key("", "all");
  private static final Binding.Key TEAM = new Binding.Key("team-a", "own");
  private static final ApiCatalog BEFORE =
      new Offers().with("v1", "things", "a", "b").with("v1", "boxes", "x").offer();
  private static final ApiCatalog NARROWER =
      new Offers().with("v1", "things", "a").with("v1", "boxes", "x", "y").offer();

  private static ReviewedBinding binding(Binding.Key key, boolean approve, String revision) {
    return new ReviewedBinding(
        new Binding(key, Instant.EPOCH, "prod", Offers.GROUP, Optional.empty()), approve, revision);
  }

  private static ReviewedBinding applies(String revision) {
    return binding(ALL, false, revision);
  }

  private static ReviewedBinding approves(String revision) {
    return binding(ALL, true, revision);
  }

  private static Judgement.Breaking breaking(OfferReview review, Binding.Key key) {
    return (Judgement.Breaking) Objects.requireNonNull(review.judgements().get(key));
  }

  @Test
  void whatBreaksNobodyIsAcceptedAtOnce() {
    ApiCatalog more =
        new Offers()
            .with("v1", "things", "a", "b", "c")
            .with("v1", "boxes", "x")
            .with("v2", "things", "z")
            .offer();
    OfferReview review = OfferReview.of(BEFORE, more, List.of(approves("")));
    assertThat(review.shown()).isSameAs(more);
    assertThat(review.accepted()).isSameAs(more);
    assertThat(review.judgements()).containsEntry(ALL, new Judgement.Compatible());
  }

  @Test
  void whatBreaksClientsIsShownAndReportedUntilItIsAcknowledged() {
    OfferReview review = OfferReview.of(BEFORE, NARROWER, List.of(applies("")));
    assertThat(review.shown()).isSameAs(NARROWER);
    Judgement.Breaking told = breaking(review, ALL);
    assertThat(told.told()).containsExactly("things v1 spec.b: is gone");
    assertThat(told.holders()).isEmpty();
    assertThat(Offers.schemas(review.accepted(), "v1")).contains("\"b\"", "\"y\"");
    OfferReview later = OfferReview.of(review.accepted(), NARROWER, List.of(applies("")));
    assertThat(breaking(later, ALL).revision()).isEqualTo(told.revision());
    assertThat(Offers.id(later.accepted())).isEqualTo(Offers.id(review.accepted()));
    OfferReview seen = OfferReview.of(BEFORE, NARROWER, List.of(applies(told.revision())));
    assertThat(seen.accepted()).isSameAs(NARROWER);
    assertThat(seen.judgements()).containsEntry(ALL, new Judgement.Compatible());
  }

  @Test
  void whatIsUndoneIsNoChange() {
    ApiCatalog accepted = OfferReview.of(BEFORE, NARROWER, List.of(applies(""))).accepted();
    ApiCatalog undone =
        new Offers().with("v1", "things", "a", "b").with("v1", "boxes", "x", "y").offer();
    OfferReview review = OfferReview.of(accepted, undone, List.of(applies("")));
    assertThat(review.judgements()).containsEntry(ALL, new Judgement.Compatible());
    assertThat(review.accepted()).isSameAs(undone);
  }

  @Test
  void whatWaitsForApprovalIsHeldAndAllElseGoesOn() {
    OfferReview review = OfferReview.of(BEFORE, NARROWER, List.of(approves("")));
    assertThat(Offers.schemas(review.shown(), "v1")).contains("\"b\"", "\"y\"");
    assertThat(
            StandardCharsets.UTF_8.decode(review.shown().openApiV2().json().duplicate()).toString())
        .contains("\"b\"", "\"y\"");
    assertThat(breaking(review, ALL).holders()).containsExactly(ALL);
    assertThat(breaking(review, ALL).holdable()).isTrue();
    String revision = breaking(review, ALL).revision();
    OfferReview approved = OfferReview.of(BEFORE, NARROWER, List.of(approves(revision)));
    assertThat(approved.shown()).isSameAs(NARROWER);
  }

  @Test
  void anApprovalIsOfJustTheseChanges() {
    String revision =
        breaking(OfferReview.of(BEFORE, NARROWER, List.of(approves(""))), ALL).revision();
    ApiCatalog worse = new Offers().with("v1", "things").with("v1", "boxes", "x").offer();
    OfferReview review = OfferReview.of(BEFORE, worse, List.of(approves(revision)));
    assertThat(breaking(review, ALL).count()).isEqualTo(2);
    assertThat(Offers.schemas(review.shown(), "v1")).contains("\"a\"", "\"b\"");
  }

  @Test
  void aVersionThatIsGoneCannotBeHeldAndANewOneIs() {
    ApiCatalog moved = new Offers().with("v2", "things", "a").with("v1", "boxes", "x").offer();
    OfferReview review = OfferReview.of(BEFORE, moved, List.of(approves("")));
    assertThat(breaking(review, ALL).told()).containsExactly("things v1 is not served any more");
    assertThat(breaking(review, ALL).holdable()).isFalse();
    assertThat(review.shown().find(Offers.GROUP, "v2")).isEmpty();
    assertThat(review.shown().find(Offers.GROUP, "v1").orElseThrow().names())
        .containsExactly("boxes");
    assertThat(review.accepted().find(Offers.GROUP, "v1").orElseThrow().names())
        .containsExactlyInAnyOrder("boxes", "things");
  }

  @Test
  void aResourceThatIsGoneIsReported() {
    ApiCatalog fewer = new Offers().with("v1", "boxes", "x").offer();
    OfferReview review = OfferReview.of(BEFORE, fewer, List.of(applies("")));
    assertThat(breaking(review, ALL).told()).containsExactly("things is not offered any more");
    String revision = breaking(review, ALL).revision();
    assertThat(OfferReview.of(BEFORE, fewer, List.of(applies(revision))).accepted())
        .isSameAs(fewer);
  }

  @Test
  void onlyThoseWhoAskToBeAskedDecide() {
    List<ReviewedBinding> both = List.of(approves(""), binding(TEAM, false, ""));
    OfferReview review = OfferReview.of(BEFORE, NARROWER, both);
    assertThat(breaking(review, TEAM).holders()).containsExactly(ALL);
    String revision = breaking(review, TEAM).revision();
    OfferReview teamOnly =
        OfferReview.of(BEFORE, NARROWER, List.of(approves(""), binding(TEAM, false, revision)));
    assertThat(breaking(teamOnly, ALL).holders()).containsExactly(ALL);
    OfferReview wide =
        OfferReview.of(BEFORE, NARROWER, List.of(applies(""), binding(TEAM, false, revision)));
    assertThat(breaking(wide, ALL).holders()).isEmpty();
  }

  @Test
  void whatNobodyBindsIsFollowed() {
    ReviewedBinding boxes =
        new ReviewedBinding(
            new Binding(ALL, Instant.EPOCH, "prod", Offers.GROUP, Optional.of("boxes")), true, "");
    OfferReview review = OfferReview.of(BEFORE, NARROWER, List.of(boxes));
    assertThat(review.accepted()).isSameAs(NARROWER);
    assertThat(review.judgements()).containsEntry(ALL, new Judgement.Compatible());
  }

  @Test
  void schemasThatAreNotPublishedYetAreNoChange() {
    ApiCatalog early =
        new Offers().with("v1", "things", "a").with("v1", "boxes", "x").unpublished().offer();
    OfferReview review = OfferReview.of(BEFORE, early, List.of(approves("")));
    assertThat(review.judgements()).containsEntry(ALL, new Judgement.Compatible());
    assertThat(review.shown()).isSameAs(early);
    assertThat(Offers.schemas(review.accepted(), "v1")).contains("\"b\"");
  }
}
