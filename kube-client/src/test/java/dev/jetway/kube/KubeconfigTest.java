package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
  private static final String CONTEXTS =
      """
      current-context: one
      contexts:
      - {name: one, context: {cluster: c, user: u}}
      - {name: two, context: {cluster: c, user: v}}
      """;
  private static final String CLUSTER =
      "clusters: [{name: c, cluster: {server: 'https://k:6443', "
          + "certificate-authority-data: %s}}]%n".formatted(base64("CA"));

  @TempDir private Path folder;

  @Test
  void theCurrentContextIsTaken() throws IOException {
    ApiServerEndpoint endpoint = load(CONTEXTS + CLUSTER + user("token: t1"), Optional.empty());
    assertThat(endpoint.name()).isEqualTo("one");
    assertThat(endpoint.server()).isEqualTo(URI.create("https://k:6443"));
    assertThat(endpoint.caPem()).contains("CA");
    assertThat(token(endpoint)).isEqualTo("t1");
    assertThat(endpoint.toString()).doesNotContain("t1");
  }

  @Test
  void anotherContextIsTakenByName() throws IOException {
    String users = "users: [{name: v, user: {token: t2}}]\n";
    assertThat(token(load(CONTEXTS + CLUSTER + users, Optional.of("two")))).isEqualTo("t2");
  }

  @Test
  void filesAreFoundBesideTheKubeconfig() throws IOException {
    Files.createDirectory(folder.resolve("pki"));
    Files.writeString(folder.resolve("pki/ca.crt"), "the ca");
    Files.writeString(folder.resolve("pki/me.crt"), "my certificate");
    Files.writeString(folder.resolve("pki/me.key"), "my key");
    String cluster =
        "clusters: [{name: c, cluster: {server: 'https://k', certificate-authority: pki/ca.crt,"
            + " tls-server-name: kubernetes, proxy-url: 'http://p:3128'}}]\n";
    ApiServerEndpoint endpoint =
        load(
            CONTEXTS + cluster + user("client-certificate: pki/me.crt, client-key: pki/me.key"),
            Optional.empty());
    assertThat(endpoint.caPem()).contains("the ca");
    assertThat(endpoint.tlsServerName()).contains("kubernetes");
    assertThat(endpoint.proxy()).contains(URI.create("http://p:3128"));
    assertThat(endpoint.credentials())
        .isEqualTo(new ApiCredentials.ClientCertificate("my certificate", "my key"));
    assertThat(endpoint.credentials().toString()).doesNotContain("my key");
  }

  @Test
  void aTokenFileIsReadAndWins() throws IOException {
    Files.writeString(folder.resolve("token"), "from file\n");
    assertThat(
            token(load(CONTEXTS + CLUSTER + user("token: t, tokenFile: token"), Optional.empty())))
        .isEqualTo("from file");
  }

  @Test
  void dataWinsOverAFile() throws IOException {
    String user =
        user(
            "client-certificate: gone, client-certificate-data: %s, client-key-data: %s"
                .formatted(base64("C"), base64("K")));
    assertThat(load(CONTEXTS + CLUSTER + user, Optional.empty()).credentials())
        .isEqualTo(new ApiCredentials.ClientCertificate("C", "K"));
  }

  @Test
  void jsonIsYaml() {
    String json =
        """
        {"current-context": "x", "contexts": [{"name": "x", "context": {"cluster": "c"}}],
         "clusters": [{"name": "c", "cluster": {"server": "http://localhost:8001"}}]}
        """;
    ApiServerEndpoint endpoint = Kubeconfig.parse(json, Optional.empty());
    assertThat(endpoint.credentials()).isEqualTo(new ApiCredentials.Anonymous());
    assertThat(endpoint.port()).isEqualTo(8001);
  }

  @Test
  void noSecretCrossesPlainHttp() {
    String cluster = "clusters: [{name: c, cluster: {server: 'http://k'}}]\n";
    ApiServerEndpoint endpoint =
        Kubeconfig.parse(CONTEXTS + cluster + user("token: t"), Optional.empty());
    assertThat(endpoint.credentials()).isEqualTo(new ApiCredentials.Anonymous());
  }

  @Test
  void anExecPluginGivesATokenUntilItExpires() throws IOException {
    plugin("echo x >> runs; echo \"{$HEAD, \\\"status\\\": {\\\"token\\\": \\\"$NAME-$1\\\"}}\"");
    ApiServerEndpoint endpoint = load(CONTEXTS + CLUSTER + exec(), Optional.empty());
    assertThat(token(endpoint)).isEqualTo("n-a");
    assertThat(token(endpoint)).isEqualTo("n-a");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(1);
  }

  @Test
  void anExpiredTokenOfAPluginIsNotUsed() throws IOException {
    plugin(
        "echo x >> runs; echo \"{$HEAD, \\\"status\\\": {\\\"token\\\": \\\"t\\\","
            + " \\\"expirationTimestamp\\\": \\\"2020-01-01T00:00:00Z\\\"}}\"");
    ApiServerEndpoint endpoint = load(CONTEXTS + CLUSTER + exec(), Optional.empty());
    assertThat(token(endpoint)).isEqualTo("t");
    assertThat(token(endpoint)).isEqualTo("t");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "exit 3, ended with 3",
    "echo secret, not JSON",
    "echo '{}', not an ExecCredential",
    "echo \"{$HEAD}\", no token",
  })
  void aPluginThatFailsSaysWhatFailed(String script, String message) throws IOException {
    plugin(script);
    ApiServerEndpoint endpoint = load(CONTEXTS + CLUSTER + exec(), Optional.empty());
    assertThatExceptionOfType(InvalidKubeconfigException.class)
        .isThrownBy(() -> token(endpoint))
        .withMessageContaining(message)
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                | not a mapping",
        "a: [                                              | not valid YAML",
        "a: b                                              | no current-context",
        "current-context: x                                | no context \"x\"",
        "{current-context: x, contexts: 3}                 | not a list",
        "{current-context: x, contexts: [{name: x, context: {}}]} | no cluster",
        "{current-context: x, contexts: [{name: x, context: {cluster: d}}]} | no cluster \"d\"",
      })
  void whatIsMissingIsNamed(String text, String message) {
    refused(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insecure-skip-tls-verify: true   | insecure-skip-tls-verify is not supported",
        "certificate-authority: ca.crt    | names a file",
        "certificate-authority-data: '%%' | not base64",
        "proxy-url: '::'                  | proxy-url is not an address",
        "server: 'ftp://k'                | must be an http or https address",
        "server: 'https://u:p@k'          | no user",
      })
  void aClusterThatCannotBeUsedIsRefused(String setting, String message) {
    String server = setting.startsWith("server") ? "" : "server: 'https://k', ";
    refused(
        CONTEXTS + "clusters: [{name: c, cluster: {" + server + setting + "}}]\n" + user(""),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exec: {command: x}         | exec plugins are not supported here",
        "auth-provider: {name: gcp} | auth-provider is not supported",
        "username: u, password: p   | username is not supported",
        "as: admin                  | as is not supported",
        "tokenFile: /etc/passwd     | names a file",
        "client-key-data: YQ==      | needs both",
      })
  void aUserThatCannotBeUsedIsRefused(String setting, String message) {
    refused(CONTEXTS + CLUSTER + user(setting), message);
  }

  @Test
  void aMistakeDoesNotShowWhatStandsBesideIt() {
    assertThatExceptionOfType(InvalidKubeconfigException.class)
        .isThrownBy(() -> Kubeconfig.parse("token: secret: secret\n", Optional.empty()))
        .withMessageNotContaining("secret");
  }

  private void plugin(String script) throws IOException {
    Path file = folder.resolve("plugin");
    String head =
        "HEAD='\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1\"'";
    Files.writeString(file, "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n" + head + "\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String exec() {
    return user(
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [a],"
            + " env: [{name: NAME, value: n}]}");
  }

  private ApiServerEndpoint load(String text, Optional<String> context) throws IOException {
    Path file = folder.resolve("config");
    Files.writeString(file, text);
    return Kubeconfig.load(file, context);
  }

  private static void refused(String text, String message) {
    assertThatExceptionOfType(InvalidKubeconfigException.class)
        .isThrownBy(() -> Kubeconfig.parse(text, Optional.empty()))
        .withMessageContaining(message);
  }

  private static String token(ApiServerEndpoint endpoint) {
    return endpoint.credentials() instanceof ApiCredentials.Bearer(var token) ? token.get() : "";
  }

  private static String user(String settings) {
    return "users: [{name: u, user: {" + settings + "}}]\n";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
