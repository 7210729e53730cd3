package dev.jetway.apiserver.health;

import java.util.function.BooleanSupplier;

/**
 * One named check.
 *
 * @param name as in {@code /readyz/<name>}
 * @param passes whether it passes now; must not block
 */
public record HealthCheck(String name, BooleanSupplier passes) {}
