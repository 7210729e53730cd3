package dev.jetway.backend.table;

import dev.jetway.kube.QueryString;
import java.util.Locale;
import java.util.Optional;

/**
 * Which table a caller asked for.
 *
 * @param version that of the {@code meta.k8s.io} group
 * @param included what of each object its row carries along
 */
public record TableRequest(Version version, Included included) {
  /** The versions of {@code Table}. */
  public enum Version {
    /** {@code meta.k8s.io/v1}. */
    V1,
    /** {@code meta.k8s.io/v1beta1}. */
    V1BETA1;

    /** The value of {@code apiVersion}. */
    String apiVersion() {
      return "meta.k8s.io/" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a row carries of its object: the query parameter {@code includeObject}. */
  public enum Included {
    /** Nothing. */
    NONE,
    /** Its metadata. */
    METADATA,
    /** All of it. */
    OBJECT
  }

  /**
   * The table that a clause of an Accept header and a query ask for; empty if it is no table, or
   * one that the control plane must judge.
   *
   * @param clause such as {@code application/json;as=Table;v=v1;g=meta.k8s.io}
   */
  public static Optional<TableRequest> of(String clause, QueryString query) {
    String[] parts = clause.replace(" ", "").split(";", -1);
    String group = "";
    String kind = "";
    String version = "";
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("as=")) {
        kind = parts[i].substring(3);
      } else if (parts[i].startsWith("g=")) {
        group = parts[i].substring(2);
      } else if (parts[i].startsWith("v=")) {
        version = parts[i].substring(2);
      } else {
        return Optional.empty();
      }
    }
    boolean table =
        parts[0].equals("application/json") && kind.equals("Table") && group.equals("meta.k8s.io");
    Optional<Version> known =
        switch (version) {
          case "v1" -> Optional.of(Version.V1);
          case "v1beta1" -> Optional.of(Version.V1BETA1);
          default -> Optional.empty();
        };
    return table
        ? known.flatMap(found -> included(query).map(included -> new TableRequest(found, included)))
        : Optional.empty();
  }

  private static Optional<Included> included(QueryString query) {
    return switch (query.first("includeObject").orElse("")) {
      case "", "Metadata" -> Optional.of(Included.METADATA);
      case "None" -> Optional.of(Included.NONE);
      case "Object" -> Optional.of(Included.OBJECT);
      default -> Optional.empty();
    };
  }
}
