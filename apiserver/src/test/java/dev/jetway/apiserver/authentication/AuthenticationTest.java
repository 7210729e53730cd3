package dev.jetway.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.apiserver.SampleApis;
import dev.jetway.apiserver.TestPki;
import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.Pem;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
  private final TestPki pki = new TestPki();
  private final LiveAuthenticationSettings settings =
      new LiveAuthenticationSettings(Clock.systemUTC());
  private final AtomicInteger tokenReviews = new AtomicInteger();
  private final Authentication authentication =
      new Authentication(
          settings, (_, review) -> reviewed(review.path("spec").path("token").asText()));
  private final ObjectNode configMap = pki.authenticationConfigMap();

  AuthenticationTest() {
    settings.update(configMap);
  }

  @Test
  void frontProxyNamesTheUser() {
    assertThat(identify(pki.frontProxy("front-proxy"), remoteUser()))
        .isEqualTo(new Identity.Known(UserInfo.of("ada", List.of("system:authenticated"))));
  }

  @Test
  void anyNameIsGoodIfNoneIsRequired() {
    assertThat(identify(pki.frontProxy("other"), remoteUser()))
        .isInstanceOf(Identity.Refused.class);
    change("requestheader-allowed-names", "[]");
    assertThat(identify(pki.frontProxy("other"), remoteUser())).isInstanceOf(Identity.Known.class);
  }

  @Test
  void newHeadersAuthoritiesAndNamesCountAtOnce() {
    CertificateAuthority next = CertificateAuthority.create("next", Clock.systemUTC());
    KeyMaterial proxy = next.issueClient("next-proxy", List.of(), Duration.ofDays(1));
    HttpFields headers = HttpFields.build().put("X-Who", "eve").put("X-Who-Id", "7");
    assertThat(identify(proxy, headers)).isInstanceOf(Identity.Refused.class);
    change("requestheader-client-ca-file", Pem.encode(List.of(next.certificate())));
    change("requestheader-allowed-names", "[\"next-proxy\"]");
    change("requestheader-username-headers", "[\"X-Remote-User\",\"X-Who\"]");
    change("requestheader-uid-headers", "[\"X-Who-Id\"]");
    assertThat(identify(proxy, headers))
        .isEqualTo(
            new Identity.Known(
                new UserInfo("eve", "7", List.of("system:authenticated"), Map.of())));
    assertThat(authentication.withoutIdentity(headers)).isEmpty();
    assertThat(identify(pki.frontProxy("front-proxy"), remoteUser()))
        .isInstanceOf(Identity.Refused.class);
  }

  @Test
  void settingsThatCannotBeReadLeaveTheLastGoodOnes() {
    change("requestheader-client-ca-file", "garbage");
    change("client-ca-file", "garbage");
    assertThat(identify(pki.frontProxy("front-proxy"), remoteUser()))
        .isInstanceOf(Identity.Known.class);
    assertThat(identify(pki.user("grace", List.of("ops")), HttpFields.EMPTY))
        .isInstanceOf(Identity.Known.class);
    settings.update(pki.authenticationConfigMap());
    change("requestheader-username-headers", "[\"X-Remote-User\"");
    assertThat(identify(pki.frontProxy("front-proxy"), remoteUser()))
        .isInstanceOf(Identity.Known.class);
  }

  @Test
  void withoutSettingsNobodyIsBelieved() {
    settings.update(SampleApis.json("{\"data\":{}}"));
    assertThat(identify(pki.frontProxy("front-proxy"), remoteUser()))
        .isInstanceOf(Identity.Refused.class);
    assertThat(identify(pki.user("grace", List.of()), HttpFields.EMPTY))
        .isInstanceOf(Identity.Refused.class);
    assertThat(authentication.isFrontProxy(pki.frontProxy("front-proxy").chain())).isFalse();
  }

  @Test
  void clientCertificateGivesNameGroupsAndCredentialId() {
    KeyMaterial grace = pki.user("grace", List.of("ops", "dev"));
    Identity.Known known = (Identity.Known) identify(grace, remoteUser());
    assertThat(known.user().name()).isEqualTo("grace");
    assertThat(known.user().groups()).containsExactly("ops", "dev", "system:authenticated");
    assertThat(known.user().extra().get("authentication.kubernetes.io/credential-id"))
        .singleElement()
        .asString()
        .matches("X509SHA256=[0-9a-f]{64}");
  }

  @Test
  void anonymousOnlyWithoutAnyCredential() {
    assertThat(authentication.identify(remoteUser(), List.of()))
        .isInstanceOf(Identity.Anonymous.class);
    for (String authorization : List.of("Bearer", "Bearer ", "Basic YTpi", "Bearer bad")) {
      assertThat(
              authentication.identify(
                  HttpFields.build().put("Authorization", authorization), List.of()))
          .isInstanceOf(Identity.Refused.class);
    }
  }

  @Test
  void tokensAreReviewedOnceAndFailuresOfTheReviewAgain() {
    for (int i = 0; i < 3; i++) {
      assertThat(bearer("good")).isInstanceOf(Identity.Known.class);
    }
    assertThat(tokenReviews).hasValue(1);
    assertThat(bearer("bad")).isInstanceOf(Identity.Refused.class);
    assertThat(bearer("bad")).isInstanceOf(Identity.Refused.class);
    assertThat(tokenReviews).hasValue(2);
    assertThat(bearer("broken")).isInstanceOf(Identity.Refused.class);
    assertThat(bearer("broken")).isInstanceOf(Identity.Refused.class);
    assertThat(tokenReviews).hasValue(4);
  }

  private Identity bearer(String token) {
    return authentication.identify(
        HttpFields.build().put("Authorization", "Bearer " + token), List.of());
  }

  private ObjectNode reviewed(String token) {
    tokenReviews.incrementAndGet();
    return switch (token) {
      case "good" ->
          SampleApis.json(
              "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"robot\",\"uid\":\"1\"}}}");
      case "broken" -> throw new StatusException(Status.of(500, "broken"));
      default -> SampleApis.json("{\"status\":{\"error\":\"unknown\"}}");
    };
  }

  private Identity identify(KeyMaterial certificate, HttpFields headers) {
    return authentication.identify(headers, certificate.chain());
  }

  private void change(String key, String value) {
    ((ObjectNode) configMap.path("data")).put(key, value);
    settings.update(configMap);
  }

  private static HttpFields remoteUser() {
    return HttpFields.build().put("X-Remote-User", "ada");
  }
}
