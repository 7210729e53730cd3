package dev.jetway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompletionTest {
  @Test
  void offersCommandsWithWhatTheyDo() {
    assertThat(complete(""))
        .anyMatch(line -> line.startsWith("gateway\t"))
        .anyMatch(line -> line.startsWith("manifests\tPrint the YAML"))
        .anyMatch(line -> line.startsWith("connect\tConnect a consumer cluster"))
        .anyMatch(line -> line.startsWith("doctor\tLook for what is wrong"))
        .endsWith(":4");
    assertThat(complete("man")).hasSize(2).first().asString().startsWith("manifests\t");
    assertThat(complete("manifests", "con")).first().asString().startsWith("connector\t");
  }

  @Test
  void keepsItselfToItself() {
    assertThat(complete("__")).containsExactly(":4");
  }

  @Test
  void offersTheFlagsOfTheCommandThatWasTyped() {
    assertThat(complete("connector", "--gateway-ca-f")).containsExactly("--gateway-ca-file", ":4");
    assertThat(complete("version", "-")).containsExactly("--help", ":4");
    assertThat(complete("gateway", "--help", "--liste")).containsExactly("--listen", ":4");
  }

  @Test
  void leavesValuesToTheShell() {
    assertThat(complete("connector", "--token-file", "to")).containsExactly(":0");
    assertThat(complete("connector", "--token-file=to")).containsExactly(":0");
    assertThat(complete("connector", "--token-file", "token", "--gateway-ca-f"))
        .containsExactly("--gateway-ca-file", ":4");
  }

  @Test
  void saysNothingAboutWhatIsNotThere() {
    assertThat(complete("nonsense", "--x", "y")).containsExactly(":4");
  }

  private static List<String> complete(String... words) {
    String[] line =
        Stream.concat(Stream.of("__complete"), Arrays.stream(words)).toArray(String[]::new);
    CommandLines.Result result = CommandLines.run(line);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().lines().toList();
  }
}
