package dev.jetway.backend.view;

import dev.jetway.backend.view.YamlNode.Alias;
import dev.jetway.backend.view.YamlNode.Entry;
import dev.jetway.backend.view.YamlNode.Mapping;
import dev.jetway.backend.view.YamlNode.Scalar;
import dev.jetway.backend.view.YamlNode.Sequence;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a text that holds one YAML document into nodes that know where they stand. */
final class YamlDocument {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_ALIASES = 10_000;
  private static final int MAX_CODE_POINTS = 4 << 20;

  private final Iterator<Event> events;
  private final Map<Anchor, YamlNode> anchors = new HashMap<>();
  private final Set<Anchor> open = new HashSet<>();
  private final List<Alias> aliases = new ArrayList<>();

  private YamlDocument(Iterator<Event> events) {
    this.events = events;
  }

  /**
   * A document.
   *
   * @param root its root
   * @param aliases every alias in it, in order
   */
  record Parsed(YamlNode root, List<Alias> aliases) {}

  /**
   * Reads a text.
   *
   * @throws StatusException 400 if it is not one YAML document, or nested too deeply
   */
  static Parsed parse(String text) {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setCodePointLimit(MAX_CODE_POINTS).build();
    try {
      YamlDocument document = new YamlDocument(new Parse(settings).parseString(text).iterator());
      return document.read();
    } catch (YamlEngineException e) {
      throw new StatusException(
          Status.of(400, "the object provided is unrecognized: yaml: " + e.getMessage()), e);
    }
  }

  static StatusException refused(String why) {
    return new StatusException(Status.of(400, "the object provided is unrecognized: yaml: " + why));
  }

  private Parsed read() {
    events.next(); // of the stream
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      throw refused("the document is empty");
    }
    YamlNode root = node(events.next(), 0);
    events.next(); // the document's end
    if (events.next().getEventId() != Event.ID.StreamEnd) {
      throw refused("only one document is accepted");
    }
    return new Parsed(root, aliases);
  }

  private YamlNode node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused("exceeded max depth of " + MAX_DEPTH);
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    anchor.ifPresent(open::add);
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case MappingStartEvent mapping -> mapping(mapping, depth);
          default -> sequence((CollectionStartEvent) event, depth);
        };
    anchor.ifPresent(name -> {
      open.remove(name);
      anchors.put(name, node);
    });
    return node;
  }

  private Alias alias(AliasEvent event) {
    Anchor anchor = event.getAnchor().orElseThrow();
    YamlNode target = anchors.get(anchor);
    if (target == null || open.contains(anchor)) {
      throw refused("unknown anchor '" + anchor.getValue() + "' referenced");
    }
    if (aliases.size() == MAX_ALIASES) {
      throw refused("document contains excessive aliasing");
    }
    Alias alias = new Alias(start(event), end(event), target);
    aliases.add(alias);
    return alias;
  }

  private static Scalar scalar(ScalarEvent event) {
    return new Scalar(
        start(event), end(event), event.getValue(), event.isPlain(), event.getTag().orElse(""));
  }

  private Sequence sequence(CollectionStartEvent start, int depth) {
    List<YamlNode> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    int end = start.isFlow() || items.isEmpty() ? end(event) : items.getLast().end();
    return new Sequence(start(start), end, items, start.getTag().orElse(""));
  }

  private Mapping mapping(MappingStartEvent start, int depth) {
    List<Entry> entries = new ArrayList<>();
    int end = 0;
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      YamlNode key = node(event, depth + 1);
      YamlNode value = node(events.next(), depth + 1);
      entries.add(new Entry(key, value));
      end = Math.max(key.end(), value.end());
      event = events.next();
    }
    return new Mapping(
        start(start),
        start.isFlow() || entries.isEmpty() ? end(event) : end,
        entries,
        start.getTag().orElse(""),
        start.isFlow(),
        start.getAnchor().isEmpty() && start.getTag().isEmpty());
  }

  private static int start(Event event) {
    return event.getStartMark().map(Mark::getIndex).orElseThrow();
  }

  private static int end(Event event) {
    return event.getEndMark().map(Mark::getIndex).orElseThrow();
  }
}
