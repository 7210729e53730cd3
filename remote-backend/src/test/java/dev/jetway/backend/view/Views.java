package dev.jetway.backend.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** The views and texts that the tests of this package share. */
final class Views {
  static final Cluster CLUSTER = new Cluster("c1");

  /** Of the consumer namespace {@code team}. */
  static final ViewScope TEAM = new ViewScope(CLUSTER, new PerNamespaceMapping(CLUSTER), "team");

  /** Of all namespaces. */
  static final ViewScope ALL = new ViewScope(CLUSTER, new PerNamespaceMapping(CLUSTER), "");

  /** The labels that an object {@code a} in {@link #TEAM} gets, as members of an object. */
  static final String LABELS =
      """
      "connect.jetway.dev/managed":"true","connect.jetway.dev/cluster":"c1",\
      "connect.jetway.dev/namespace":"team","connect.jetway.dev/name":"a\"\
      """;

  /** {@link #LABELS} of an object whose name is not known. */
  static final String NAMELESS =
      """
      "connect.jetway.dev/managed":"true","connect.jetway.dev/cluster":"c1",\
      "connect.jetway.dev/namespace":"team\"\
      """;

  private Views() {}

  static ByteBuffer buffer(String text) {
    return UTF_8.encode(text);
  }

  static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes.duplicate()).toString();
  }
}
