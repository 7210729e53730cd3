package dev.jetway.e2e.benchmark;

/** Claims of a chosen size. */
final class ClaimBody {
  private ClaimBody() {}

  /** A claim whose JSON is about that many bytes. */
  static String json(String name, int bytes) {
    String padding = "x".repeat(Math.max(0, bytes - 200));
    return """
    {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance","metadata":{"name":"%s"},\
    "spec":{"version":"17","storageGB":20,"replicas":2,"parameters":{"padding":"%s"}}}\
    """
        .formatted(name, padding);
  }
}
