package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.QueryString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeoutTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "5s", "0s", "0", "-1s", "100s", "1h2m3s", "1.5s", ".5s", "300ms"})
  void durationsOfGo(String timeout) {
    assertThatCode(() -> RequestTimeout.check(query(timeout))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"abc,invalid duration", "5,missing unit in duration", "5x,invalid duration"})
  void everythingElse(String timeout, String fault) {
    assertThatThrownBy(() -> RequestTimeout.check(query(timeout)))
        .hasMessage(
            "invalid timeout specified in the request URL - time: %s \"%s\"", fault, timeout);
  }

  private static QueryString query(String timeout) {
    return QueryString.EMPTY.with("timeout", timeout);
  }
}
