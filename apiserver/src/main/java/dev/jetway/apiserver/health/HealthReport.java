package dev.jetway.apiserver.health;

/** The outcome of a probe: an HTTP code and plain text. */
record HealthReport(int code, String text) {}
