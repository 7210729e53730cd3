package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.tunnel.dial.ProxySettings.Credentials;
import dev.jetway.tunnel.dial.ProxySettings.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
  @Test
  void withoutVariablesEverythingIsReachedDirectly() {
    assertThat(ProxySettings.fromEnvironment(Map.of()).proxyFor("example.com", 443)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy.corp:3128, proxy.corp, 3128",
    "http://proxy.corp, proxy.corp, 80",
    "proxy.corp:3128, proxy.corp, 3128",
    "HTTP://proxy.corp:3128/, proxy.corp, 3128",
    "http://[2001:db8::1]:3128, [2001:db8::1], 3128",
  })
  void readsAProxy(String value, String host, int port) {
    assertThat(ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", value)).proxy())
        .contains(new Proxy(host, port, Optional.empty()));
  }

  @Test
  void readsCredentialsPercentDecoded() {
    Map<String, String> environment = Map.of("https_proxy", "http://us%40er:p%3Aa+ss@p:1");

    assertThat(ProxySettings.fromEnvironment(environment).proxy())
        .flatMap(Proxy::credentials)
        .contains(new Credentials("us@er", "p:a+ss"));
  }

  @Test
  void theUpperCaseVariableWins() {
    Map<String, String> environment = Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:1");

    assertThat(ProxySettings.fromEnvironment(environment).proxy())
        .map(Proxy::host)
        .contains("upper");
  }

  @Test
  void honoursNoProxy() {
    ProxySettings settings =
        ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "p:1", "no_proxy", ".corp"));

    assertThat(settings.proxyFor("gateway.corp", 443)).isEmpty();
    assertThat(settings.proxyFor("gateway.example.com", 443)).isPresent();
  }

  @Test
  void showsNoPassword() {
    ProxySettings settings =
        ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "http://user:secret@p:1"));

    assertThat(settings.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://user:secret@p:1",
        "https://user:secret@p:1",
        "http://user:secret@",
        "h ttp"
      })
  void refusesWhatIsNoHttpProxyWithoutShowingThePassword(String value) {
    assertThatThrownBy(() -> ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }
}
