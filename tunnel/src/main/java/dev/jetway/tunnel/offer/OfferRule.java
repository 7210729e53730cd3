package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which CustomResourceDefinitions a control plane offers: namespaced and established ones that
 * carry all of some labels, and, unless switched off, every claim API.
 *
 * @param labels all of these must be there; an empty value stands for any value
 * @param claims whether claim APIs, by their category, are offered without the labels; default true
 */
public record OfferRule(Map<String, String> labels, boolean claims) {
  /** The label selector unless another is set. */
  public static final String DEFAULT_SELECTOR = "connect.jetway.dev/bindable=true";

  /** Copies the labels; refuses to offer everything by mistake. */
  public OfferRule {
    labels = Map.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("the offer selector must name at least one label");
    }
  }

  /**
   * Parses a selector such as {@code connect.upbound.io/bindable=true,tier}.
   *
   * @throws IllegalArgumentException if it is empty, or more than equality is asked for
   */
  public static OfferRule parse(String selector, boolean claims) {
    Map<String, String> labels = new TreeMap<>();
    for (String requirement : selector.split(",", -1)) {
      String[] parts = requirement.trim().split("==?", 2);
      if (parts[0].isEmpty() || !requirement.matches("[\\w./=-]+")) {
        throw new IllegalArgumentException(
            "the offer selector must be a list of label=value or label: \"" + selector + "\"");
      }
      labels.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return new OfferRule(labels, claims);
  }

  /** Whether a CustomResourceDefinition is offered. */
  public boolean offers(JsonNode definition) {
    return offers(CustomResource.of(definition));
  }

  /** Whether a CustomResourceDefinition is one of claims, by its category. */
  public static boolean isClaim(JsonNode definition) {
    return isClaim(CustomResource.of(definition));
  }

  boolean offers(CustomResource resource) {
    return resource.namespaced()
        && resource.established()
        && (isLabelled(resource) || (claims && isClaim(resource)));
  }

  private static boolean isClaim(CustomResource resource) {
    return resource.categories().contains("claim");
  }

  private boolean isLabelled(CustomResource resource) {
    return labels.entrySet().stream()
        .allMatch(label ->
            label.getValue().isEmpty()
                ? resource.labels().containsKey(label.getKey())
                : label.getValue().equals(resource.labels().get(label.getKey())));
  }
}
