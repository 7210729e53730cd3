package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Sample APIs of a provider, and objects of them, as manifests. */
public enum Samples {
  /**
   * The CRD {@code postgresinstances.platform.example.org}: category {@code claim}, versions {@code
   * v1} (stored) and {@code v1alpha1}, status, scale, printer columns.
   */
  POSTGRES_CRD("postgresinstances-crd.yaml"),
  /** A {@code PostgresInstance} named {@code orders} without a namespace. */
  POSTGRES("postgresinstance.yaml"),
  /**
   * The CRD {@code buckets.storage.example.org}, offered by the label {@code
   * connect.jetway.dev/bindable=true}.
   */
  BUCKET_CRD("buckets-crd.yaml"),
  /** A {@code Bucket} named {@code invoices} without a namespace. */
  BUCKET("bucket.yaml");

  private final String file;

  Samples(String file) {
    this.file = file;
  }

  /** The manifest. */
  public String yaml() {
    try (InputStream in = Samples.class.getResourceAsStream("/samples/" + file)) {
      if (in == null) {
        throw new RigException("the class path has no samples/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies both CRDs and waits until the control plane serves them. */
  public static void installCrds(ControlPlane plane) {
    plane.apply(POSTGRES_CRD.yaml());
    plane.apply(BUCKET_CRD.yaml());
    plane
        .kubectl()
        .output(
            "wait",
            "--for=condition=Established",
            "--timeout=60s",
            "crd/postgresinstances.platform.example.org",
            "crd/buckets.storage.example.org");
  }
}
