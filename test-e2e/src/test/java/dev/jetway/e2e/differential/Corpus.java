package dev.jetway.e2e.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The requests, read from the files of {@code resources/differential}: {@code scenarios/*.yaml},
 * one scenario each.
 *
 * <pre>
 * steps:                       # in order
 * - send: POST <claims>?fieldValidation=Strict
 *   status: 201                # what the provider must say
 *   body: <orders>
 *   save: {rv: /metadata/resourceVersion}
 *   meanwhile: [...]           # steps while the answer is open, for watches
 * - send: SOCKET <claims>?watch=true       # a GET over WebSocket
 * reads:                       # products: every request with every accept and every query
 * - send: [GET <claims>, GET <claims>/orders]
 *   accept: [application/json, application/yaml]
 *   query: ["", limit=1]
 * </pre>
 */
final class Corpus {
  private static final String JSON = "application/json";
  private static final Set<String> OF_SCENARIO = Set.of("steps", "reads");
  private static final Set<String> OF_STEP =
      Set.of("send", "status", "type", "accept", "headers", "query", "body", "save", "meanwhile");

  /** Steps so far of the file that is being read. */
  private int steps;

  private Corpus() {}

  static List<Scenario> scenarios() {
    try (Stream<Path> files = Files.list(folder().resolve("scenarios"))) {
      return files.sorted().map(file -> new Corpus().scenario(file)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Texts that every scenario may use by name. */
  static Map<String, String> variables() {
    return texts(map(load(folder().resolve("variables.yaml"))));
  }

  static Object load(Path file) {
    try {
      return new Load(LoadSettings.builder().setLabel(file.getFileName().toString()).build())
          .loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder() {
    try {
      return Path.of(Corpus.class.getResource("/differential").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<?, ?> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(@Nullable Object node) {
    return switch (node) {
      case null -> List.of();
      case List<?> list -> list;
      default -> List.of(node);
    };
  }

  private Scenario scenario(Path file) {
    Map<?, ?> content = onlyWith(OF_SCENARIO, map(load(file)));
    List<Step> reads = new ArrayList<>();
    for (Object product : list(content.get("reads"))) {
      reads.addAll(product(map(product)));
    }
    String name = file.getFileName().toString().replace(".yaml", "");
    return new Scenario(name, steps(content.get("steps")), reads);
  }

  private List<Step> steps(@Nullable Object node) {
    return list(node).stream().map(step -> step(map(step), "")).toList();
  }

  private List<Step> product(Map<?, ?> product) {
    List<Step> steps = new ArrayList<>();
    for (Object send : list(product.get("send"))) {
      for (Object accept : orNothing(product.get("accept"))) {
        for (Object query : orNothing(product.get("query"))) {
          Map<Object, Object> one = new LinkedHashMap<>(product);
          one.put("send", send);
          one.put("accept", accept);
          steps.add(step(one, query.toString()));
        }
      }
    }
    return steps;
  }

  private static List<?> orNothing(@Nullable Object node) {
    List<?> list = list(node);
    return list.isEmpty() ? List.of("") : list;
  }

  private Step step(Map<?, ?> node, String query) {
    String[] send = String.valueOf(onlyWith(OF_STEP, node).get("send")).split(" ", 2);
    Map<String, String> headers = new LinkedHashMap<>();
    Optional<String> body = Optional.ofNullable(node.get("body")).map(Object::toString);
    Object type = node.get("type");
    if (type != null || body.isPresent()) {
      headers.put("Content-Type", type == null ? JSON : type.toString());
    }
    String accept = node.get("accept") == null ? "" : node.get("accept").toString();
    if (!accept.isEmpty()) {
      headers.put("Accept", accept);
    }
    headers.putAll(texts(map(node.get("headers"))));
    Optional<Integer> status =
        Optional.ofNullable(node.get("status")).map(code -> Integer.valueOf(code.toString()));
    String path = query.isEmpty() ? send[1] : send[1] + (send[1].contains("?") ? "&" : "?") + query;
    return new Step(
        ++steps,
        send[0],
        path,
        headers,
        body,
        status,
        texts(map(node.get("save"))),
        steps(node.get("meanwhile")));
  }

  /** What is misspelt would otherwise test less than it says. */
  private static Map<?, ?> onlyWith(Set<String> keys, Map<?, ?> node) {
    for (Object key : node.keySet()) {
      if (!keys.contains(key.toString())) {
        throw new IllegalArgumentException(
            "unknown key \"" + key + "\", possible are " + new TreeSet<>(keys) + ", in " + node);
      }
    }
    return node;
  }

  private static Map<String, String> texts(Map<?, ?> map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
    return texts;
  }
}
