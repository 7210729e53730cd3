package dev.jetway.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.QueryString;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private final AtomicBoolean synced = new AtomicBoolean(true);
  private final Health health =
      new Health(
          List.of(new HealthCheck("ping", () -> true)),
          List.of(new HealthCheck("ping", () -> true), new HealthCheck("synced", synced::get)));

  @Test
  void okIsAllThatIsSaidUnlessAskedForMore() {
    assertThat(report("/readyz", "")).isEqualTo(new HealthReport(200, "ok"));
    assertThat(report("/readyz", "verbose").text())
        .isEqualTo("[+]ping ok\n[+]synced ok\nreadyz check passed\n");
    assertThat(report("/healthz", "verbose").text())
        .isEqualTo("[+]ping ok\nhealthz check passed\n");
  }

  @Test
  void failedChecksAreNamed() {
    synced.set(false);
    assertThat(report("/readyz", ""))
        .isEqualTo(
            new HealthReport(
                503, "[+]ping ok\n[-]synced failed: reason withheld\nreadyz check failed\n"));
    assertThat(report("/livez", "").code()).isEqualTo(200);
    assertThat(report("/readyz/synced", "").code()).isEqualTo(503);
    assertThat(report("/readyz/ping", "").code()).isEqualTo(200);
    assertThat(report("/readyz/other", "").code()).isEqualTo(404);
  }

  @Test
  void checksCanBeLeftOut() {
    synced.set(false);
    assertThat(report("/readyz", "exclude=synced&exclude=foo&verbose"))
        .isEqualTo(
            new HealthReport(
                200,
                """
                [+]ping ok
                [+]synced excluded: ok
                warn: some health checks cannot be excluded: no matches for "foo"
                readyz check passed
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "/livez,true",
    "/readyz/ping,true",
    "/healthz,true",
    "/livezz,false",
    "/,false",
    "'',false",
    "/apis/livez,false"
  })
  void probesAreToldByTheirPath(String path, boolean probe) {
    assertThat(health.isProbe(path)).isEqualTo(probe);
  }

  private HealthReport report(String path, String query) {
    return health.report(path, QueryString.parse(query));
  }
}
