package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.Offered;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessQuestionTest {
  private static final OfferSnapshot OFFERED = Offered.snapshot("example.org", "v1", "things");

  @Test
  void onlyWhatIsUnderstoodGoesOn() throws Exception {
    JsonNode review =
        rebuilt(
            """
            {"spec":{"resourceAttributes":{"group":"example.org","resource":"things","verb":"list",
             "namespace":"c-team","fieldSelector":{"rawSelector":"a=b"}},
             "nonResourceAttributes":{"path":"/metrics","verb":"get"},"user":"admin"},"metadata":{"name":"x"}}
            """);

    assertThat(review.path("kind").asText()).isEqualTo("SelfSubjectAccessReview");
    assertThat(review.path("metadata").isMissingNode()).isTrue();
    assertThat(review.path("spec").size()).isOne();
    JsonNode attributes = review.at("/spec/resourceAttributes");
    assertThat(attributes.path("verb").asText()).isEqualTo("list");
    assertThat(attributes.path("namespace").asText()).isEqualTo("c-team");
    assertThat(attributes.has("fieldSelector")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, others, list, 403",
    "apps, things, list, 403",
    "'', secrets, list, 403",
    "*, *, '*', 400",
    "example.org, things, 'a b', 400",
    "example.org, things, '../x', 400"
  })
  void nothingElseCanBeAsked(String group, String resource, String verb, int code) {
    String body =
        "{\"spec\":{\"resourceAttributes\":{\"group\":\"%s\",\"resource\":\"%s\",\"verb\":\"%s\"}}}"
            .formatted(group, resource, verb);
    assertRefused(body, code);
  }

  @Test
  void whatIsNoReviewIsRefused() {
    assertRefused("not json", 400);
    assertRefused("{}", 403);
    assertRefused("[" + " ".repeat(20_000) + "]", 413);
    assertThatThrownBy(() -> AccessQuestion.rebuilt(Optional.empty(), OFFERED))
        .isInstanceOf(StatusException.class);
  }

  private static void assertRefused(String body, int code) {
    assertThatThrownBy(() -> rebuilt(body))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  private static JsonNode rebuilt(String body) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    ByteBuffer rebuilt = AccessQuestion.rebuilt(Optional.of(bytes), OFFERED);
    return new ObjectMapper().readTree(StandardCharsets.UTF_8.decode(rebuilt).toString());
  }
}
