package io.countersign.spi;

import io.countersign.internal.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The texts that a block puts on a request: the settings {@code headers}, {@code query}, {@code
 * cookies}, {@code form} and {@code json}, the same wherever a request is described.
 */
public final class CallTexts {
  private final Setting<Map<String, Template>> headers;
  private final Setting<Map<String, Template>> query;
  private final Setting<Map<String, Template>> cookies;
  private final Setting<Map<String, Template>> form;
  private final Setting<TextTree> json;

  private CallTexts(String beside, String... reserved) {
    this.headers = texts("headers", "Header fields sent" + beside, reserved);
    this.query = texts("query", "Query parameters sent" + beside, reserved);
    this.cookies = texts("cookies", "Cookies sent" + beside, reserved);
    this.form = texts("form", "Form fields sent" + beside, reserved);
    this.json =
        Setting.tree("json", reserved)
            .orElse(Map.of())
            .describedAs("Members put into the JSON body" + beside);
  }

  private static Setting<Map<String, Template>> texts(
      String name, String description, String... reserved) {
    return Setting.texts(name, reserved).orElse(Map.of()).describedAs(description);
  }

  /** Returns the texts of a request in which these words may stand for something. */
  public static CallTexts knowing(String... reserved) {
    return new CallTexts("", reserved);
  }

  /** Returns the texts beside a credential, in which these words may stand for something. */
  static CallTexts beside(String... reserved) {
    return new CallTexts(" beside it", reserved);
  }

  /** Returns the settings. */
  public List<Setting<?>> settings() {
    return List.of(headers, query, cookies, form, json);
  }

  /**
   * Returns all of them as credentials, made anew whenever one changes.
   *
   * @param words gives what stands for a reserved word
   * @throws IllegalArgumentException if one request cannot carry all of them
   */
  public Live<Credentials> on(Settings settings, Function<String, Live<String>> words) {
    return all(parts(settings, words));
  }

  static Live<Credentials> all(List<Part> parts) {
    refuseClashes(parts);
    return parts.stream()
        .map(Part::live)
        .reduce((one, other) -> Live.both(one, other, Credentials::and))
        .orElse(Live.of(Credentials.none()));
  }

  List<Part> parts(Settings settings, Function<String, Live<String>> words) {
    return items(settings).stream()
        .map(item -> new Part(item.place, item.name, item.text.fill(words)))
        .toList();
  }

  /** Returns the texts as the configuration has them, in their order. */
  List<Item> items(Settings settings) {
    List<Item> items = new ArrayList<>();
    texts(items, Place.HEADER, settings.get(headers));
    texts(items, Place.QUERY, settings.get(query));
    texts(items, Place.COOKIE, settings.get(cookies));
    texts(items, Place.FORM, settings.get(form));
    tree(items, "", settings.get(json));
    return items;
  }

  /** One text of the configuration and its place. */
  record Item(Place place, String name, Template text) {}

  /** One text on its way to one place. */
  record Part(Place place, String name, Live<String> text) {
    Live<Credentials> live() {
      Place to = place; // what stays is to hold no text
      String at = name;
      return text.map(value -> Credentials.of(to, at, value));
    }
  }

  private static void texts(List<Item> items, Place place, Map<String, Template> texts) {
    texts.forEach((name, text) -> {
      PlacementCheck.checkName(place, name);
      items.add(new Item(place, name, text));
    });
  }

  private static void tree(List<Item> items, String pointer, TextTree tree) {
    if (pointer.isEmpty() && !(tree instanceof TextTree.Members)) {
      throw new IllegalArgumentException("json must be an object; its members go into the body");
    }
    if (tree instanceof TextTree.Members object) {
      if (object.members().isEmpty() && !pointer.isEmpty()) {
        throw new IllegalArgumentException(
            "json " + pointer + " is an empty object; leave it out, or put a text into it");
      }
      object
          .members()
          .forEach((name, member) ->
              tree(items, pointer + "/" + name.replace("~", "~0").replace("/", "~1"), member));
    } else if (tree instanceof TextTree.Text text) {
      PlacementCheck.checkName(Place.JSON, pointer);
      items.add(new Item(Place.JSON, pointer, text.template()));
    } else {
      PlacementCheck.checkName(Place.JSON_LITERAL, pointer);
      List<Object> pieces = new ArrayList<>();
      write(pieces, pointer, tree);
      items.add(new Item(Place.JSON_LITERAL, pointer, new JsonTemplate(pieces)));
    }
  }

  /** Writes a tree as JSON: what is in a list is no member that a pointer could add. */
  private static void write(List<Object> pieces, String pointer, TextTree tree) {
    if (tree instanceof TextTree.Text text) {
      pieces.add(text.template());
    } else if (tree instanceof TextTree.Literal literal) {
      PlacementCheck.checkLiteral(pointer, literal.json());
      pieces.add(literal.json());
    } else if (tree instanceof TextTree.Items array) {
      String before = "[";
      for (TextTree item : array.items()) {
        pieces.add(before);
        write(pieces, pointer, item);
        before = ",";
      }
      pieces.add(array.items().isEmpty() ? "[]" : "]");
    } else if (tree instanceof TextTree.Members object) {
      String before = "{";
      for (Map.Entry<String, TextTree> member : object.members().entrySet()) {
        pieces.add(before + JsonTree.quoted(member.getKey()) + ":");
        write(pieces, pointer, member.getValue());
        before = ",";
      }
      pieces.add(object.members().isEmpty() ? "{}" : "}");
    }
  }

  static void refuseClashes(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      Placement one = new Placement(parts.get(i).place, parts.get(i).name, "0");
      for (Part before : parts.subList(0, i)) {
        Placement other = new Placement(before.place, before.name, "0");
        if (one.clashesWith(other)) {
          throw new IllegalArgumentException(
              other.where()
                  + " and "
                  + one.where()
                  + " cannot both go on one request; leave one of them out");
        }
      }
    }
  }
}
