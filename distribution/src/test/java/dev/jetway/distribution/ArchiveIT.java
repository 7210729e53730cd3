package dev.jetway.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What is in the archive, and what runs without a cluster. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiveIT {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");

  private Path folder = Path.of("");
  private UnpackedArchive archive = new UnpackedArchive(Path.of(""));

  @BeforeAll
  void unpack(@TempDir Path empty) {
    folder = empty;
    archive = UnpackedArchive.into(folder);
  }

  @Test
  void tellsItsVersionWithItsOwnJava() {
    assertThat(archive.jetway(folder, "").with("JAVA_HOME", "/nowhere").output("", "version"))
        .matches("jetway \\S+ \\(commit \\S+, Java 25\\)\\R");
  }

  @Test
  void isFoundThroughASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("linked"), archive.bin().resolve("jetway"));
    assertThat(archive.jetway(folder, "", link).output("", "version")).startsWith("jetway ");
  }

  @Test
  void aCacheThatDoesNotFitIsNotUsedAndNotMentioned() throws IOException {
    Files.writeString(archive.cache(), "not a cache");
    try {
      CommandResult version = archive.jetway(folder, "").run("", "version");
      assertThat(version.out()).startsWith("jetway ");
      assertThat(version.err()).isEmpty();
    } finally {
      Files.delete(archive.cache());
    }
  }

  @Test
  void printsManifests() {
    assertThat(archive.jetway(folder, "").output("", "manifests", "gateway", "--image=x/y:1"))
        .contains("image: x/y:1");
  }

  @Test
  void holdsNothingOfTheTests() {
    assertThat(archive.libraries())
        .anyMatch(jar -> jar.startsWith("jetway-cli-"))
        .noneMatch(jar -> jar.matches("(jetway-test|junit|assertj|testcontainers|client-java).*"));
  }

  @Test
  void theBillOfMaterialsNamesEveryLibrary() throws IOException {
    String bill = Files.readString(archive.home().resolve("sbom.cdx.json"));
    List<String> libraries = archive.libraries();
    assertThat(libraries).isNotEmpty();
    for (String jar : libraries) {
      Matcher name = JAR.matcher(jar);
      assertThat(name.matches()).as(jar).isTrue();
      assertThat(bill).contains("/" + name.group(1) + "@" + name.group(2) + "?type=jar");
    }
    assertThat(bill).doesNotContain("serialNumber").doesNotContain("testcontainers");
  }

  @Test
  void saysItsLicences() {
    assertThat(archive.home().resolve("LICENSE")).isNotEmptyFile();
    assertThat(archive.home().resolve("README.md")).isNotEmptyFile();
    for (String chart : List.of("jetway-connector", "jetway-gateway")) {
      Path files = archive.home().resolve("charts").resolve(chart);
      assertThat(files.resolve("values.schema.json")).isNotEmptyFile();
      assertThat(files.resolve("files/access.yaml")).isNotEmptyFile();
      assertThat(files.resolve("templates/_helpers.tpl")).isNotEmptyFile();
      assertThat(files.resolve(".helmignore")).isNotEmptyFile();
    }
    assertThat(archive.home().resolve("runtime/legal/java.base/LICENSE")).isNotEmptyFile();
  }
}
