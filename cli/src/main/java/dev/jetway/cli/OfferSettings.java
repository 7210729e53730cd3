package dev.jetway.cli;

/**
 * Which CRDs of a control plane are offered.
 *
 * @param selector a label selector
 * @param claims whether those that people claim things with, by their category, are offered too
 */
public record OfferSettings(String selector, boolean claims) {
  static OfferSettings of(String selector, String claims, Mistakes mistakes) {
    return new OfferSettings(
        mistakes.parse("offer-selector", () -> TextValues.required(selector), ""),
        mistakes.parse("offer-claims", () -> TextValues.bool(claims), false));
  }
}
