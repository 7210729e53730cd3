package dev.jetway.backend.view;

import java.util.List;

/** JSON that a copy by way of a tree would change. */
final class RawJson {
  private static final List<String> TEXTS =
      List.of(
          "{ \"n\" : 1.50e+03, \"n\" : -0.0 , \"metadata\":{\"namespace\":\"c1-team\"} }",
          "[ 1 ,\n\t12345678901234567890 , [ ] , { } , \"\\u00e9\\/\\ud83d\\ude00\" ]",
          "\"plain \\\" , } ] \\\\\"",
          "-12.5E-7",
          "true",
          "[null, false, \"😀\", [[[[{\"a\":{\"items\":[],\"rows\":[]}}]]]]]");

  static final int COUNT = TEXTS.size();

  private RawJson() {}

  /** The text with every mark replaced. */
  static String insert(String marked) {
    String text = marked;
    for (int i = 0; i < COUNT; i++) {
      text = text.replace(RandomAnswers.MARK + i + "\"", TEXTS.get(i));
    }
    return text;
  }
}
