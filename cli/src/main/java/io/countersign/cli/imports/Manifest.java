package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.At;
import io.countersign.cli.imports.Item.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A low-code manifest: its references, its parameters, and what its specification says. */
final class Manifest {
  private static final String REF = "$ref";
  private static final int LONGEST_CHAIN = 50;

  private static final int MOST_STEPS = 2_000_000;

  private final Document document;
  private int steps;

  Manifest(Document document) {
    this.document = document;
  }

  /**
   * One component with the parameters that hold for it.
   *
   * @param name of the definition that it came from; empty if it stands where it is used
   */
  record Component(
      Manifest manifest, Table table, Map<String, Item> parameters, Optional<String> name) {

    String type() {
      String type = text("type");
      return type == null && table.get("class_name") != null
          ? "CustomAuthenticator"
          : String.valueOf(type);
    }

    /** Returns a field, which a parameter of its name stands in for. */
    @Nullable Item get(String field) {
      Item own = manifest.resolved(table.get(field)).item();
      return Item.isAbsent(own) || "".equals(Item.text(own))
          ? parameters.getOrDefault(field, own == null ? NOTHING : own)
          : own;
    }

    @Nullable String text(String field) {
      return Item.text(get(field));
    }

    boolean has(String field) {
      return !Item.isAbsent(get(field));
    }

    /** Returns the pieces of a text; none if there is no text. */
    List<Piece> pieces(String field) {
      return pieces(get(field));
    }

    List<Piece> pieces(@Nullable Item item) {
      String text = Item.text(manifest.resolved(item).item());
      return text == null || text.isEmpty() ? List.of() : Jinja.pieces(text, parameters);
    }

    /** Returns the component in a field; null if there is none. */
    @Nullable Component component(String field) {
      return manifest.component(table.get(field), inherited(field));
    }

    private Map<String, Item> inherited(String field) {
      return manifest.without(field, parameters);
    }
  }

  private static final Item NOTHING = new Item.Scalar(new At(1, 1), Item.Kind.NULL, "");

  /** What a reference leads to, and the last name on the way. */
  record Resolved(@Nullable Item item, Optional<String> name) {}

  /** Returns the error of what leads to itself, or is too deep to be told from that. */
  ImportException selfReference(Item at) {
    return document.fault(at.at(), "refers to itself, or is nested too deep");
  }

  /** Returns a component with its parameters; null if the item is none. */
  @Nullable Component component(@Nullable Item item, Map<String, Item> inherited) {
    Resolved resolved = resolved(item);
    if (!(resolved.item() instanceof Table table)) {
      return null;
    }
    Map<String, Item> own = Item.members(resolved(table.get("$parameters")).item());
    Map<String, Item> parameters = own.isEmpty() ? inherited : copy(inherited, own, table);
    return new Component(this, table, parameters, resolved.name());
  }

  /** Returns the parameters but for that of this name. */
  Map<String, Item> without(String name, Map<String, Item> parameters) {
    Item own = parameters.get(name);
    if (own == null) {
      return parameters;
    }
    Map<String, Item> rest = copy(parameters, Map.of(), own);
    rest.remove(name);
    return rest;
  }

  /** Copies both into one, the second over the first; what is copied is looked at. */
  private Map<String, Item> copy(Map<String, Item> first, Map<String, Item> second, Item at) {
    step(1 + first.size() + second.size(), at);
    Map<String, Item> both = new LinkedHashMap<>(first);
    both.putAll(second);
    return both;
  }

  private void step(int count, @Nullable Item at) {
    steps += count;
    if (steps > MOST_STEPS) {
      throw document.fault(
          at == null ? document.root().at() : at.at(),
          "its references stand for more than can be looked at");
    }
  }

  /** Follows references, as {@code "#/definitions/x"} and {@code {$ref: …}}, to what is there. */
  Resolved resolved(@Nullable Item item) {
    return resolved(item, new ArrayList<>());
  }

  private Resolved resolved(@Nullable Item item, List<String> way) {
    step(1, item);
    String text = Item.text(item);
    if (item != null && text != null && text.startsWith("#/")) {
      return follow(item.at(), text, way);
    }
    if (item instanceof Table table && table.get(REF) != null) {
      String path = Item.text(table.get(REF));
      if (path == null || !path.startsWith("#/")) {
        throw document.fault(
            table.at(),
            "$ref takes a place in this document, as #/definitions/x; bundle others into it first");
      }
      Resolved base = follow(table.at(), path, way);
      Map<String, Item> members = copy(Item.members(base.item()), table.members(), table);
      members.remove(REF);
      boolean alone = table.members().size() == 1;
      return alone && !(base.item() instanceof Table)
          ? base
          : new Resolved(new Table(table.at(), members), base.name());
    }
    return new Resolved(item, Optional.empty());
  }

  private Resolved follow(At at, String path, List<String> way) {
    if (way.contains(path) || way.size() > LONGEST_CHAIN) {
      way.add(path);
      throw document.fault(
          at,
          "the references go in a circle: "
              + way.subList(way.indexOf(path), way.size()).stream()
                  .map(Manifest::shown)
                  .collect(Collectors.joining(" -> ")));
    }
    way.add(path);
    Item found = document.root();
    String[] names = path.substring(2).split("/", -1);
    for (int i = 0; i < names.length; i++) {
      found = resolved(found, new ArrayList<>(way)).item();
      Item next = null;
      if (found instanceof Table table) {
        next = table.get(names[i].replace("~1", "/").replace("~0", "~"));
      } else if (found instanceof Item.Row row && names[i].matches("\\d{1,6}")) {
        int index = Integer.parseInt(names[i]);
        next = index < row.items().size() ? row.items().get(index) : null;
      }
      if (next == null) {
        throw document.fault(at, "refers to " + shown(path) + ", which is not there");
      }
      found = next;
    }
    Resolved last = resolved(found, way);
    return new Resolved(last.item(), Optional.of(names[names.length - 1]));
  }

  /** Returns a reference for a message, and of any other text no more than that it is one. */
  private static String shown(String path) {
    return path.matches("#(/[A-Za-z0-9_.$~-]{1,40}){1,6}") ? path : "a place";
  }

  /** Returns the fields of its specification. */
  Fields fields() {
    Map<List<String>, Fields.Known> known = new LinkedHashMap<>();
    Item spec = resolved(document.root().get("spec")).item();
    Item connection =
        spec instanceof Table table ? resolved(table.get("connection_specification")).item() : null;
    fields(connection, List.of(), known, 0);
    return new Fields(known);
  }

  private void fields(
      @Nullable Item item, List<String> path, Map<List<String>, Fields.Known> known, int depth) {
    if (depth > 8 || !(resolved(item).item() instanceof Table schema)) {
      return;
    }
    for (Map.Entry<String, Item> property :
        Item.members(resolved(schema.get("properties")).item()).entrySet()) {
      List<String> below = new ArrayList<>(path);
      below.add(property.getKey());
      Item value = resolved(property.getValue()).item();
      if (value instanceof Table field) {
        List<String> key = List.copyOf(below);
        Fields.Known before = known.get(key);
        boolean secret = Item.isTrue(field.get("airbyte_secret"));
        String about = Item.text(field.get("title"));
        known.put(
            key,
            new Fields.Known(
                secret || (before != null && before.secret()),
                about == null ? "" : about.length() > 80 ? about.substring(0, 80) + "…" : about,
                Optional.ofNullable(Item.text(field.get("default")))));
        fields(field, below, known, depth + 1);
      }
    }
    for (String either : List.of("oneOf", "anyOf", "allOf")) {
      for (Item one : Item.items(resolved(schema.get(either)).item())) {
        fields(one, path, known, depth + 1);
      }
    }
  }
}
