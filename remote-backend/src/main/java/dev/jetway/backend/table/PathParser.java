package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a JSON path as {@code k8s.io/client-go/util/jsonpath} does: fields, escaped dots, indexes
 * and slices, and filters. What is not among these, or whose result is a matter of chance there
 * (wildcards and recursion over objects), is not understood. Not thread-safe.
 */
final class PathParser {
  private static final Pattern KEY = Pattern.compile("'([^']*)'");
  private static final Pattern SLICE = Pattern.compile("(-?\\d*)(:-?\\d*)?(:-?\\d*)?");
  private static final Pattern COMPARISON = Pattern.compile("([^!<>=]+)([!<>=]+)(.+)");
  private static final String FILTER = "[?(";
  private static final int MAX_DEPTH = 10;

  private final String text;
  private final int depth;
  private final List<PathStep> steps = new ArrayList<>();
  private int at;

  private PathParser(String text, int depth) {
    this.text = text;
    this.depth = depth;
  }

  /** The path's steps; empty if it is not understood. */
  static Optional<List<PathStep>> parse(String path) {
    // A brace would end the template that the control plane makes of the path.
    boolean plain = path.chars().allMatch(c -> c >= ' ' && c != '{' && c != '}');
    try {
      return plain ? Optional.of(parse(path, 0)) : Optional.empty();
    } catch (NotUnderstood _) {
      return Optional.empty();
    }
  }

  private static List<PathStep> parse(String text, int depth) throws NotUnderstood {
    if (depth > MAX_DEPTH) {
      throw new NotUnderstood();
    }
    PathParser parser = new PathParser(text, depth);
    while (parser.at < text.length()) {
      parser.step();
    }
    return parser.steps;
  }

  private void step() throws NotUnderstood {
    if (text.startsWith(FILTER, at)) {
      filter();
      return;
    }
    char c = text.charAt(at);
    switch (c) {
      case ' ', '@', '$' -> at++;
      case '.' -> field();
      case '[' -> array();
      case '"', '\'' -> quoted(c);
      default -> word();
    }
  }

  private void field() throws NotUnderstood {
    int start = ++at;
    while (at < text.length() && " .,[]$@".indexOf(text.charAt(at)) < 0) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    boolean recursive = at == start && at < text.length() && text.charAt(at) == '.';
    if (at > text.length() || recursive || text.substring(start, at).equals("*")) {
      throw new NotUnderstood();
    }
    steps.add(new PathStep.Field(text.substring(start, at).replace("\\", "")));
  }

  private void array() throws NotUnderstood {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new NotUnderstood();
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    Matcher key = KEY.matcher(inside);
    Matcher slice = SLICE.matcher(inside.equals("*") ? ":" : inside);
    if (inside.indexOf(',') >= 0) {
      throw new NotUnderstood();
    } else if (key.matches()) {
      steps.addAll(parse("." + key.group(1), depth + 1));
    } else if (slice.matches()) {
      OptionalInt from = number(slice.group(1));
      boolean single = slice.group(2) == null;
      steps.add(
          new PathStep.Slice(
              from,
              single ? OptionalInt.of(from.orElse(0) + 1) : number(slice.group(2).substring(1)),
              single,
              slice.group(3) == null ? OptionalInt.empty() : number(slice.group(3).substring(1))));
    } else {
      throw new NotUnderstood();
    }
  }

  private static OptionalInt number(String digits) throws NotUnderstood {
    try {
      return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    } catch (NumberFormatException _) {
      throw new NotUnderstood();
    }
  }

  private void filter() throws NotUnderstood {
    int start = at + FILTER.length();
    int end = endOfFilter(start);
    String condition = text.substring(start, end);
    at = end + 2;
    Matcher comparison = COMPARISON.matcher(condition);
    if (comparison.matches()) {
      steps.add(
          new PathStep.Where(
              parse(comparison.group(1), depth + 1),
              Comparison.of(comparison.group(2)).orElseThrow(NotUnderstood::new),
              parse(comparison.group(3), depth + 1)));
      return;
    }
    List<PathStep> path = parse(condition, depth + 1);
    if (!path.stream().allMatch(PathStep.Field.class::isInstance)) {
      throw new NotUnderstood(); // there, a path that fails counts as one that leads somewhere
    }
    steps.add(new PathStep.Having(path));
  }

  /** Where the parenthesis closes that is not in the condition's only quoted text. */
  private int endOfFilter(int start) throws NotUnderstood {
    boolean begun = false;
    boolean ended = false;
    char quote = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ')' && begun == ended) {
        if (text.startsWith(")]", i)) {
          return i;
        }
        throw new NotUnderstood();
      } else if ((c == '"' || c == '\'') && !begun) {
        begun = true;
        quote = c;
      } else if (begun && c == quote && text.charAt(i - 1) != '\\') {
        ended = true;
      }
    }
    throw new NotUnderstood();
  }

  private void quoted(char quote) throws NotUnderstood {
    int end = text.indexOf(quote, at + 1);
    if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
      throw new NotUnderstood();
    }
    steps.add(new PathStep.Constant(TextNode.valueOf(text.substring(at + 1, end))));
    at = end + 1;
  }

  private void word() throws NotUnderstood {
    int start = at;
    while (at < text.length() && " .,[]$@".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '.') { // a fraction
      at++;
      while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
        at++;
      }
    }
    steps.add(constant(text.substring(start, at)));
  }

  private static PathStep constant(String word) throws NotUnderstood {
    if (word.equals("true") || word.equals("false")) {
      return new PathStep.Constant(BooleanNode.valueOf(word.equals("true")));
    } else if (word.matches("[+-]?[0-9]{1,18}")) {
      return new PathStep.Constant(LongNode.valueOf(Long.parseLong(word)));
    } else if (word.matches("[+-]?[0-9]{1,18}\\.[0-9]{1,18}")) {
      return new PathStep.Constant(DoubleNode.valueOf(Double.parseDouble(word)));
    }
    throw new NotUnderstood();
  }

  private static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
