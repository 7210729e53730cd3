package dev.jetway.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelHeadersTest {
  @Test
  void carriesAUserUnchanged() {
    UserInfo user =
        new UserInfo(
            "Jörg 100%, \"x\" 世界",
            "uid-1",
            List.of("system:authenticated", "a,b", " spaced "),
            Map.of("example.org/k=v", List.of("1", "2"), "empty", List.of("")));
    HttpFields.Mutable headers = HttpFields.build();

    TunnelHeaders.putUser(headers, user);

    assertThat(headers).allMatch(field -> field.getValue().chars().allMatch(c -> c < 127));
    assertThat(TunnelHeaders.user(headers)).contains(user);
  }

  @Test
  void noUserHeaderIsNoUser() {
    assertThat(TunnelHeaders.user(HttpFields.build())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "%zz", "%ff", "a%0ab", "%00", ""})
  void refusesWhatCannotBeAName(String value) {
    HttpFields.Mutable headers = HttpFields.build().put(TunnelHeaders.USER, value);

    assertThatThrownBy(() -> TunnelHeaders.user(headers)).isInstanceOf(StatusException.class);
  }

  @Test
  void refusesTwoUsers() {
    HttpFields.Mutable headers =
        HttpFields.build().add(TunnelHeaders.USER, "a").add(TunnelHeaders.USER, "b");

    assertThatThrownBy(() -> TunnelHeaders.user(headers)).isInstanceOf(StatusException.class);
  }
}
