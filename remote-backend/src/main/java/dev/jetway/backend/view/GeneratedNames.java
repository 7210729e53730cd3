package dev.jetway.backend.view;

import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Makes names as kube-apiserver makes them for {@code generateName}: {@code
 * k8s.io/apiserver/pkg/storage/names}. As thread-safe as its randomness.
 *
 * @param random where the last five characters come from
 */
public record GeneratedNames(RandomGenerator random) implements UnaryOperator<String> {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int RANDOM_CHARACTERS = 5;
  private static final int MAX_BASE = 63 - RANDOM_CHARACTERS;

  /** A name that begins with this text, or with as much of it as fits. */
  @Override
  public String apply(String base) {
    StringBuilder name = new StringBuilder(base.substring(0, Math.min(base.length(), MAX_BASE)));
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
