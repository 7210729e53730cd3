package dev.jetway.cli.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.cli.SettingsException;
import org.junit.jupiter.api.Test;

class ImageVersionTest {
  @Test
  void becomesTheTagOfAnImageThatHasNone() {
    assertThat(ImageVersion.tagged("jetway", "1.2.0", false)).isEqualTo("jetway:1.2.0");
    assertThat(ImageVersion.tagged("registry:5000/jetway", "1.2.0", false))
        .isEqualTo("registry:5000/jetway:1.2.0");
    assertThat(ImageVersion.tagged("registry:5000/jetway:1.2.0", "1.2.0", false))
        .isEqualTo("registry:5000/jetway:1.2.0");
  }

  @Test
  void takesThePlaceOfTheInstalledOne() {
    assertThat(ImageVersion.tagged("registry:5000/jetway:1.1.0", "1.2.0", true))
        .isEqualTo("registry:5000/jetway:1.2.0");
    assertThat(ImageVersion.tagged("jetway:1.1.0@sha256:0123", "1.2.0", true))
        .isEqualTo("jetway:1.2.0");
  }

  @Test
  void doesNotContradictTheImage() {
    assertThatThrownBy(() -> ImageVersion.tagged("jetway:1.1.0", "1.2.0", false))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("leave one of the two out");
    assertThatThrownBy(() -> ImageVersion.tagged("jetway@sha256:0123", "1.2.0", false))
        .isInstanceOf(SettingsException.class);
    assertThatThrownBy(() -> ImageVersion.tagged("jetway", "1.2 0", false))
        .hasMessageContaining("cannot be the tag");
  }

  @Test
  void isOneThatThisProgramHasTheManifestsOf() {
    assertThat(ImageVersion.compare("1.2.0", "1.2.0")).isEmpty();
    assertThat(ImageVersion.compare("v1.2.0-SNAPSHOT", "1.2.0-SNAPSHOT")).isEmpty();
    assertThat(ImageVersion.compare("1.2.3", "1.2.0-SNAPSHOT").orElse(""))
        .contains("of version 1.2.3");
    assertThatThrownBy(() -> ImageVersion.compare("1.3.0", "1.2.0"))
        .hasMessageContaining("use the jetway of that version");
    assertThatThrownBy(() -> ImageVersion.compare("latest", "1.2.0"))
        .isInstanceOf(SettingsException.class);
  }
}
