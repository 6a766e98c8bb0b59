package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.At;
import io.countersign.cli.imports.Item.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 and JSON, from the events of the parser: no tag makes an object, nothing is nested
 * deeper than a limit, and what aliases stand for counts each time that it is used.
 */
final class YamlReader {
  private static final At START = new At(1, 1);

  private final String file;
  private final ScalarResolver words = new CoreSchema().getScalarResolver();
  private final Map<Anchor, Sized> anchors = new HashMap<>();
  private Iterator<Event> events = Collections.emptyIterator();

  /** An item with how many there are in it, counted through every alias. */
  private record Sized(Item item, long size) {}

  YamlReader(String file) {
    this.file = file;
  }

  Item read(String text) {
    // In JSON a tab is a blank; in the flow style of YAML it is not everywhere one.
    String start = text.stripLeading();
    String yaml = start.startsWith("{") || start.startsWith("[") ? text.replace('\t', ' ') : text;
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      events = new ParserImpl(settings, new StreamReader(settings, yaml));
      next(); // the stream begins
      if (next().getEventId() != Event.ID.DocumentStart) {
        throw Document.fault(file, START, "is empty");
      }
      Item root = item(next(), 0).item();
      next(); // the document ends
      Event after = next();
      if (after.getEventId() != Event.ID.StreamEnd) {
        throw fault(after, "a second document begins here; one is expected");
      }
      return root;
    } catch (MarkedYamlEngineException malformed) {
      // Its message quotes the file.
      throw Document.fault(
          file,
          malformed
              .getProblemMark()
              .or(malformed::getContextMark)
              .map(YamlReader::at)
              .orElse(START),
          "is neither YAML nor JSON from here on");
    } catch (YamlEngineException malformed) {
      throw Document.fault(file, START, "is neither YAML nor JSON");
    }
  }

  private Event next() {
    return events.next();
  }

  private Sized item(Event event, int depth) {
    if (depth > Document.DEPTH) {
      throw fault(event, "is nested deeper than " + Document.DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      Sized known = anchors.get(alias.getAlias());
      if (known == null) {
        throw fault(event, "refers to an anchor that is not there, or that is around it");
      }
      return known;
    }
    refuseTag(event);
    Sized read =
        event instanceof MappingStartEvent
            ? table(event, depth)
            : event instanceof SequenceStartEvent ? row(event, depth) : scalar((ScalarEvent) event);
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, read));
    return read;
  }

  private void refuseTag(Event event) {
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    if (tag.isPresent()) {
      throw fault(event, "has a tag; tags are not read, write the value without it");
    }
  }

  private Sized row(Event start, int depth) {
    List<Item> items = new ArrayList<>();
    long size = 1;
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      Sized one = item(event, depth + 1);
      size = checked(event, size + one.size());
      items.add(one.item());
    }
    return new Sized(new Item.Row(at(start), List.copyOf(items)), size);
  }

  private Sized table(Event start, int depth) {
    Map<String, Item> members = new LinkedHashMap<>();
    Map<String, Item> merged = new LinkedHashMap<>();
    long size = 1;
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(event instanceof ScalarEvent name)) {
        throw fault(event, "a name is expected here");
      }
      refuseTag(event);
      name.getAnchor().ifPresent(anchor -> anchors.put(anchor, scalar(name)));
      Event value = next();
      Sized one = item(value, depth + 1);
      size = checked(value, size + one.size());
      if (name.isPlain() && name.getValue().equals("<<")) {
        merge(value, one.item(), merged);
      } else if (members.put(name.getValue(), one.item()) != null) {
        throw fault(event, "this name stands here for the second time");
      }
    }
    merged.forEach(members::putIfAbsent);
    return new Sized(new Item.Table(at(start), Collections.unmodifiableMap(members)), size);
  }

  /**
   * What stands beside a merge key wins over what it brings, and the first it names over others.
   */
  private void merge(Event event, Item value, Map<String, Item> merged) {
    List<Item> parts = value instanceof Item.Row row ? row.items() : List.of(value);
    for (Item part : parts) {
      if (!(part instanceof Item.Table table)) {
        throw fault(event, "<< takes names and values, or a list of those");
      }
      table.members().forEach(merged::putIfAbsent);
    }
  }

  private Sized scalar(ScalarEvent event) {
    Kind kind = Kind.TEXT;
    if (event.isPlain() || event.getScalarStyle() == ScalarStyle.PLAIN) {
      Tag tag = words.resolve(event.getValue(), true);
      kind =
          Tag.NULL.equals(tag)
              ? Kind.NULL
              : Tag.BOOL.equals(tag)
                  ? Kind.FLAG
                  : Tag.INT.equals(tag) || Tag.FLOAT.equals(tag) ? Kind.NUMBER : Kind.TEXT;
    }
    return new Sized(new Item.Scalar(at(event), kind, event.getValue()), 1);
  }

  private long checked(Event event, long size) {
    if (size > Document.MOST_ITEMS) {
      throw fault(
          event, "stands for more than " + Document.MOST_ITEMS + " values, through its aliases");
    }
    return size;
  }

  private ImportException fault(Event event, String what) {
    return Document.fault(file, at(event), what);
  }

  private static At at(Event event) {
    return event.getStartMark().map(YamlReader::at).orElse(START);
  }

  private static At at(@Nullable Mark mark) {
    return mark == null ? START : new At(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
