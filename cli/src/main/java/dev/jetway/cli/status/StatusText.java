package dev.jetway.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.table.Age;
import dev.jetway.cli.terminal.TextTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A status for people. Pure functions. */
final class StatusText {
  private StatusText() {}

  /**
   * The lines.
   *
   * @param status with {@code consumer} and, where it was asked, {@code controlPlane}
   * @param wide whether identities, times, versions and APIServices are shown, too
   * @param now by which ages are told
   */
  static List<String> of(ObjectNode status, boolean wide, Instant now) {
    List<String> lines = new ArrayList<>();
    JsonNode consumer = status.path("consumer");
    lines.add("Consumer cluster " + consumer.path("server").asText());
    lines.add("  connector: " + part(consumer.path("connector")));
    if (wide && consumer.at("/connector").has("leader")) {
      lines.add(
          "  leader: "
              + consumer.at("/connector/leader").asText()
              + ", renewed "
              + consumer.at("/connector/leaderRenewed").asText());
    }
    section(lines, "Connections", connections(consumer.path("connections"), wide));
    section(lines, "Bindings", bindings(consumer.path("bindings")));
    if (wide) {
      section(lines, "APIServices", apiServices(consumer.path("apiServices")));
    }
    if (status.has("controlPlane")) {
      JsonNode provider = status.path("controlPlane");
      lines.add("");
      lines.add("Control plane " + provider.path("server").asText());
      lines.add("  gateway: " + part(provider.path("gateway")));
      lines.add("  offered by label: " + joined(provider.path("labelled")));
      section(lines, "Clusters", clusters(provider.path("clusters"), wide, now));
    }
    return lines;
  }

  private static String part(JsonNode part) {
    return part.path("installed").asBoolean()
        ? "%s, %d of %d pods ready"
            .formatted(
                part.path("image").asText(),
                part.path("readyReplicas").asInt(),
                part.path("replicas").asInt())
        : "no Deployment here";
  }

  private static TextTable connections(JsonNode connections, boolean wide) {
    TextTable table =
        wide
            ? new TextTable(
                "NAME",
                "STATUS",
                "CLUSTER",
                "OFFERED",
                "BOUND",
                "LAG",
                "CONNECTOR",
                "GATEWAY",
                "TOKEN EXPIRES",
                "CONTROL PLANE",
                "MESSAGE")
            : new TextTable("NAME", "STATUS", "CLUSTER", "OFFERED", "BOUND", "LAG", "MESSAGE");
    for (JsonNode connection : connections) {
      int bound = 0;
      for (JsonNode api : connection.path("offeredAPIs")) {
        bound += api.path("bound").asBoolean() ? 1 : 0;
      }
      List<String> row =
          new ArrayList<>(
              List.of(
                  connection.path("name").asText(),
                  connection.path("ready").asBoolean()
                      ? "Ready"
                      : connection.path("reason").asText(),
                  dash(connection.path("cluster")),
                  String.valueOf(connection.path("offeredAPIs").size()),
                  String.valueOf(bound),
                  connection.path("lag").asText()));
      if (wide) {
        row.add(dash(connection.path("connectorVersion")));
        row.add(dash(connection.path("gatewayVersion")));
        row.add(dash(connection.path("tokenExpiresAt")));
        row.add(dash(connection.path("controlPlaneId")));
      }
      row.add(connection.path("message").asText());
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static TextTable bindings(JsonNode bindings) {
    TextTable table = new TextTable("NAMESPACE", "API", "CONNECTION", "STATUS", "MESSAGE");
    for (JsonNode binding : bindings) {
      String namespace = binding.path("namespace").asText();
      table.row(
          namespace.isEmpty() ? "(all)" : namespace,
          binding.path("api").asText(),
          binding.path("connection").asText(),
          binding.path("reason").asText(),
          binding.path("message").asText());
    }
    return table;
  }

  private static TextTable apiServices(JsonNode apiServices) {
    TextTable table = new TextTable("NAME", "AVAILABLE", "MESSAGE");
    for (JsonNode one : apiServices) {
      table.row(
          one.path("name").asText(),
          one.path("available").asBoolean() ? "yes" : "no",
          one.path("message").asText());
    }
    return table;
  }

  private static TextTable clusters(JsonNode clusters, boolean wide, Instant now) {
    TextTable table =
        wide
            ? new TextTable(
                "NAME", "MODE", "TUNNELS", "LAST SEEN", "CONNECTOR", "GATEWAY", "IDENTITY")
            : new TextTable("NAME", "MODE", "TUNNELS", "LAST SEEN");
    for (JsonNode cluster : clusters) {
      String seen = cluster.path("lastSeen").asText();
      List<String> row =
          new ArrayList<>(
              List.of(
                  cluster.path("name").asText(),
                  cluster.path("mode").asText(),
                  cluster.path("tunnels").asText(),
                  seen.isEmpty() ? "never" : Age.of(seen, now) + " ago"));
      if (wide) {
        row.add(versions(cluster, "connectorVersion"));
        row.add(versions(cluster, "gatewayVersion"));
        row.add(cluster.path("identity").asText());
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  /** Of the replicas that are there: more than one during an update. */
  private static String versions(JsonNode cluster, String member) {
    TreeSet<String> versions = new TreeSet<>();
    for (JsonNode gateway : cluster.path("gateways")) {
      if (!gateway.path("gone").asBoolean()) {
        versions.add(dash(gateway.path(member)));
      }
    }
    return versions.isEmpty() ? "-" : String.join(",", versions);
  }

  private static void section(List<String> lines, String title, TextTable table) {
    lines.add("");
    lines.add(title + (table.isEmpty() ? ": none" : ""));
    if (!table.isEmpty()) {
      table.lines().forEach(line -> lines.add("  " + line));
    }
  }

  private static String dash(JsonNode text) {
    return text.asText().isEmpty() ? "-" : text.asText();
  }

  private static String joined(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asText()));
    return all.isEmpty() ? "nothing" : String.join(", ", all);
  }
}
