package dev.jetway.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadersTest {
  private static final RequestHeaderSettings SETTINGS =
      new RequestHeaderSettings(
          List.of(),
          List.of("X-Remote-User", "X-Other-User"),
          List.of(),
          List.of("X-Remote-Group", "X-Other-Group"),
          List.of("X-Remote-Extra-", "X-Other-Extra-"),
          List.of());

  @Test
  void namesAreCaseInsensitive() {
    HttpFields headers = HttpFields.build().add("x-remote-USER", "ada").add("X-REMOTE-group", "a");
    assertThat(RequestHeaders.user(headers, SETTINGS)).hasValue(UserInfo.of("ada", List.of("a")));
  }

  @Test
  void firstUsernameHeaderWithAValueCounts() {
    HttpFields headers =
        HttpFields.build()
            .add("X-Other-User", "second")
            .add("X-Remote-User", "")
            .add("X-Other-User", "third");
    assertThat(RequestHeaders.user(headers, SETTINGS)).hasValue(UserInfo.of("second", List.of()));
    assertThat(RequestHeaders.user(HttpFields.build().add("X-Remote-Group", "a"), SETTINGS))
        .isEmpty();
  }

  @Test
  void onlyTheFirstValueOfAUsernameHeaderCounts() {
    HttpFields headers = HttpFields.build().add("X-Remote-User", "ada").add("X-Remote-User", "eve");
    assertThat(RequestHeaders.user(headers, SETTINGS).map(UserInfo::name)).hasValue("ada");
  }

  @Test
  void allValuesOfAllGroupHeadersCountInTheirOrder() {
    HttpFields headers =
        HttpFields.build()
            .add("X-Other-Group", "c")
            .add("X-Remote-User", "ada")
            .add("X-Remote-Group", "a,b")
            .add("X-Remote-Group", "")
            .add("X-Remote-Group", "d");
    assertThat(RequestHeaders.user(headers, SETTINGS).map(UserInfo::groups))
        .hasValue(List.of("a,b", "d", "c"));
  }

  @Test
  void uidCountsOnlyIfConfigured() {
    HttpFields headers = HttpFields.build().add("X-Remote-User", "ada").add("X-Remote-Uid", "7");
    assertThat(RequestHeaders.user(headers, SETTINGS).map(UserInfo::uid)).hasValue("");
    RequestHeaderSettings withUid =
        new RequestHeaderSettings(
            List.of(),
            SETTINGS.usernameHeaders(),
            List.of("X-Remote-Uid"),
            List.of(),
            List.of(),
            List.of());
    assertThat(RequestHeaders.user(headers, withUid).map(UserInfo::uid)).hasValue("7");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Remote-Extra-Scopes, scopes",
    "x-remote-extra-SCOPES, scopes",
    "X-Remote-Extra-Authentication.kubernetes.io%2fcredential-Id, authentication.kubernetes.io/credential-id",
    "X-Remote-Extra-A%2Fb, a/b",
    "X-Remote-Extra-%c3%a4, \u00e4",
    "X-Remote-Extra-100%, 100%",
    "X-Remote-Extra-a%2, a%2",
    "X-Remote-Extra-a%zz, a%zz",
    "X-Remote-Extra-%41, A",
    "X-Other-Extra-k, k"
  })
  void extraKeysAreLowerCaseThenDecoded(String header, String key) {
    HttpFields headers =
        HttpFields.build().add("X-Remote-User", "ada").add(header, "v1").add(header, "v2");
    Optional<UserInfo> user = RequestHeaders.user(headers, SETTINGS);
    assertThat(user.map(UserInfo::extra)).hasValue(Map.of(key, List.of("v1", "v2")));
  }

  @Test
  void identityHeadersAreAllTakenOut() {
    HttpFields headers =
        HttpFields.build()
            .add("Authorization", "Bearer x")
            .add("X-Remote-User", "a")
            .add("x-remote-uid", "a")
            .add("X-Remote-Extra-K", "a")
            .add("X-Remote-Anything", "a")
            .add("Impersonate-User", "a")
            .add("impersonate-extra-k", "a")
            .add("X-Other-User", "a")
            .add("X-Other-Extra-K", "a")
            .add("Cookie", "a")
            .add("Accept", "application/json")
            .add("User-Agent", "kubectl");
    HttpFields kept =
        IdentityHeaders.strippedOf(
            headers, new AuthenticationSettings(List.of(), Optional.of(SETTINGS)));
    assertThat(kept.stream().map(field -> field.getName())).containsExactly("Accept", "User-Agent");
  }
}
