package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.cli.CommandLines.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JetwayTest {
  @Test
  void versionNamesTheBuildItsCommitAndJava() {
    Result result = CommandLines.run("version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .matches(
            "jetway \\d+\\.\\d+\\.\\d+\\S* "
                + "\\(commit ([0-9a-f]{12,40}(-modified)?|unknown), Java \\d+\\)\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gateway ",
        "connector ",
        "manifests ",
        "manifests gateway ",
        "manifests connector ",
        "manifests enrolment ",
        "install ",
        "install connector ",
        "install gateway ",
        "uninstall ",
        "uninstall connector ",
        "uninstall gateway ",
        "connect ",
        "disconnect ",
        "offer ",
        "unoffer ",
        "bind ",
        "unbind ",
        "status ",
        "doctor ",
        "kubeconfig ",
        "token ",
        "token create ",
        "token list ",
        "token revoke ",
        "import ",
        "version "
      })
  void everyCommandHasHelp(String command) {
    Result result = CommandLines.run((command + "--help").split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("Usage: jetway").contains("--help");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "disconnect",
        "offer",
        "unoffer",
        "bind",
        "unbind",
        "status",
        "doctor",
        "install connector",
        "uninstall gateway",
        "token create",
        "token revoke",
        "import"
      })
  void commandsForPeopleShowExamples(String command) {
    Result result = CommandLines.run((command + " --help").split(" "));
    assertThat(result.out()).contains("Example").contains("  jetway " + command);
  }

  @Test
  void aModeAndItsNamespaceGoTogether() {
    Result result =
        CommandLines.run(
            "connect",
            "prod",
            "--mode=Single",
            "--name=shop",
            "--provider-kubeconfig=/dev/null",
            "--consumer-kubeconfig=/dev/null");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--mode Single needs the namespace");
  }

  @Test
  void aKubeconfigThatIsNotThereIsWrongUsage() {
    Result result = CommandLines.run("status", "--kubeconfig=/nonexistent");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("cannot read the kubeconfig \"/nonexistent\"");
  }

  @Test
  void wrongUsageIsToldInLinesWithoutAStackTrace() {
    Result result = CommandLines.run("connector", "--listen=x", "--serving-directory=s");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .allMatch(line -> line.startsWith("jetway connector: "))
        .contains("jetway connector: --listen: must be host:port, was \"x\"")
        .last()
        .isEqualTo("jetway connector: see 'jetway connector --help'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatway", "gateway --lisen=x", "manifests", "manifests enrolment"})
  void whatCannotBeUnderstoodIsWrongUsage(String commandLine) {
    Result result = CommandLines.run(commandLine.split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("jetway").contains("--help").doesNotContain("\tat ");
  }

  @Test
  void manifestsArePrintedForKubectl() {
    Result gateway = CommandLines.run("manifests", "gateway", "--image=registry.example/jetway:1");
    assertThat(gateway.exitCode()).isZero();
    assertThat(gateway.out()).startsWith("---\napiVersion: v1\nkind: Namespace\n");
    Result connector =
        CommandLines.run("manifests", "connector", "--image=x/y:1", "--gateway=g.example.org:443");
    assertThat(connector.out()).contains("- --gateway=g.example.org:443");
    Result following = CommandLines.run("manifests", "connector", "--image=x/y:1");
    assertThat(following.out())
        .contains("- --leader-lease=jetway-system/jetway-connector")
        .doesNotContain("/etc/jetway/connection");
    assertThat(CommandLines.run("manifests", "enrolment", "shop").out()).contains("name: shop");
  }

  @Test
  void manifestsThatCannotWorkAreWrongUsage() {
    Result result = CommandLines.run("manifests", "enrolment", "Shop");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("cluster must be at most 63");
  }
}
