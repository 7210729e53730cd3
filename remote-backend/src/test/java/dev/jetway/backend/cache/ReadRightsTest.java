package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.LinkRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadRightsTest {
  private static final ResourceKey THINGS = new ResourceKey("example.org", "v1", "things");
  private static final UserInfo BOB = UserInfo.of("bob", List.of("devs"));
  private static final UserInfo EVE = UserInfo.of("eve", List.of("devs"));

  private final FakeLink link = new FakeLink();
  private final MovingClock clock = new MovingClock();
  private final ReadRights rights = new ReadRights(link, clock, () -> "");

  @Test
  void whatTheGroupMayEveryUserMay() {
    link.reviews = _ -> true;
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-team")).isTrue();
    assertThat(rights.mayRead(EVE, Verb.LIST, THINGS, "c-other")).isTrue();
    assertThat(link.sent).hasSize(1);
    assertThat(link.sent.getFirst().user()).isEmpty();
    assertThat(link.sent.getFirst().path())
        .isEqualTo("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
    assertThat(body(link.sent.getFirst()))
        .contains("\"group\":\"example.org\"", "\"resource\":\"things\"", "\"verb\":\"list\"");
  }

  @Test
  void otherwiseEachUserIsAskedFor() {
    link.reviews = request -> request.user().filter(BOB::equals).isPresent();
    assertThat(rights.mayRead(BOB, Verb.GET, THINGS, "c-team")).isTrue();
    assertThat(rights.mayRead(EVE, Verb.GET, THINGS, "c-team")).isFalse();
    assertThat(body(link.sent.get(1))).contains("\"namespace\":\"c-team\"");
    assertThat(link.sent).hasSize(3);
  }

  @Test
  void answersAreKeptForTenSeconds() {
    link.reviews = _ -> true;
    rights.mayRead(BOB, Verb.LIST, THINGS, "");
    clock.pass(Duration.ofSeconds(9));
    rights.mayRead(BOB, Verb.LIST, THINGS, "");
    assertThat(link.sent).hasSize(1);
    clock.pass(Duration.ofSeconds(2));
    link.reviews = _ -> false;
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "")).isFalse();
  }

  @Test
  void anotherVerbIsAnotherQuestion() {
    link.reviews = request -> body(request).contains("\"list\"");
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "")).isTrue();
    assertThat(rights.mayRead(BOB, Verb.WATCH, THINGS, "")).isFalse();
  }

  @Test
  void whileTheLinkIsDownTheLastAnswersHold() {
    link.reviews = request -> request.user().filter(BOB::equals).isPresent();
    rights.mayRead(BOB, Verb.LIST, THINGS, "c-team");
    rights.mayRead(EVE, Verb.LIST, THINGS, "c-team");
    link.down = true;
    clock.pass(Duration.ofHours(1));
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-team")).isTrue();
    assertThat(rights.mayRead(EVE, Verb.LIST, THINGS, "c-team")).isFalse();
    assertThat(rights.mayRead(UserInfo.of("new", List.of()), Verb.LIST, THINGS, "c-team"))
        .as("never asked for")
        .isFalse();
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-other")).isFalse();
  }

  @Test
  void whatIsLearntBeforeHoldsForEverybody() {
    link.reviews = _ -> true;
    rights.learn(THINGS);
    link.down = true;
    clock.pass(Duration.ofHours(1));
    assertThat(rights.mayRead(EVE, Verb.WATCH, THINGS, "c-team")).isTrue();
  }

  @Test
  void anAnswerOfTheProviderTellsAsMuch() {
    link.reviews = _ -> false;
    rights.learn(THINGS);
    rights.note(BOB, Verb.LIST, THINGS, "c-team", true);
    link.down = true;
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-team")).isTrue();
    rights.note(BOB, Verb.LIST, THINGS, "c-team", false);
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-team")).isFalse();
    rights.note(BOB, Verb.LIST, THINGS, "c-team", true);
    rights.reset();
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "c-team")).isFalse();
  }

  @Test
  void theNumberOfAnswersHasALimit() {
    link.reviews = _ -> false;
    rights.learn(THINGS);
    rights.note(BOB, Verb.LIST, THINGS, "first", true);
    for (int i = 0; i < 9000; i++) {
      rights.note(BOB, Verb.LIST, THINGS, "ns-" + i, true);
    }
    link.down = true;
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "first")).as("the oldest went").isFalse();
    assertThat(rights.mayRead(BOB, Verb.LIST, THINGS, "ns-8999")).isTrue();
  }

  private static String body(LinkRequest request) {
    return StandardCharsets.UTF_8.decode(request.body().orElseThrow().duplicate()).toString();
  }
}
