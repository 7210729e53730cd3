package dev.jetway.e2e.differential;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request of a scenario; {@code <name>} in path, headers and body stands for a variable.
 *
 * @param number tells it apart from all others
 * @param method the HTTP method, or {@code SOCKET} for a GET over WebSocket
 * @param path path and query
 * @param headers request headers
 * @param body empty for none
 * @param status what the provider must answer, so that a request that went wrong on both sides is
 *     not taken for a success; empty where any answer will do
 * @param save variables for later steps: name and JSON pointer into the answer
 * @param meanwhile what is sent after the head of the answer has come and before its body ends
 */
record Step(
    int number,
    String method,
    String path,
    Map<String, String> headers,
    Optional<String> body,
    Optional<Integer> status,
    Map<String, String> save,
    List<Step> meanwhile) {

  /** How it is named in a report. */
  String title() {
    StringBuilder title = new StringBuilder(method).append(' ').append(path);
    headers.forEach((name, value) -> title.append("  ").append(name).append(": ").append(value));
    return title.toString();
  }
}
