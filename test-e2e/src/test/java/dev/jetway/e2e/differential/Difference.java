package dev.jetway.e2e.differential;

/**
 * One place where two answers differ.
 *
 * @param request method, path, query and headers
 * @param place {@code status}, {@code header <name>}, {@code form}, or the JSON pointer of a value
 *     in the body
 * @param direct what the provider said directly, shortened
 * @param through what came through the consumer, shortened
 */
record Difference(String request, String place, String direct, String through) {}
