package dev.jetway.backend.view;

/**
 * Where a consumer sees an object.
 *
 * @param namespace its namespace, empty if it has none
 * @param name its name
 */
public record ConsumerKey(String namespace, String name) {}
