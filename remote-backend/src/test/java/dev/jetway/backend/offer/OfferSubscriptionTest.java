package dev.jetway.backend.offer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.tunnel.Offers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OfferSubscriptionTest {
  @Test
  void aGatewayOfAnotherReleaseIsUnderstood() throws IOException {
    String line =
        """
        {"versions":[{"group":"example.org","version":"v1","resources":{},"openApiV3Hash":"3","more":1}],
         "openApiV2Hash":"2","more":{}}
        """;

    Offers offers = OfferSubscription.parse(line.getBytes(StandardCharsets.UTF_8));

    assertThat(offers.versions().getFirst().columns()).isEmpty();
    assertThat(offers.openApiV2Hash()).isEqualTo("2");
  }
}
