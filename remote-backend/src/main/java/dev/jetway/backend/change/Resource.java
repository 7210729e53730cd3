package dev.jetway.backend.change;

/**
 * A resource in all its versions.
 *
 * @param group its API group
 * @param plural its plural name
 */
public record Resource(String group, String plural) {}
