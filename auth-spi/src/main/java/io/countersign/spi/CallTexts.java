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
    List<Part> parts = new ArrayList<>();
    texts(parts, Place.HEADER, settings.get(headers), words);
    texts(parts, Place.QUERY, settings.get(query), words);
    texts(parts, Place.COOKIE, settings.get(cookies), words);
    texts(parts, Place.FORM, settings.get(form), words);
    tree(parts, "", settings.get(json), words);
    return parts;
  }

  /** One text on its way to one place. */
  record Part(Place place, String name, Live<String> text) {
    Live<Credentials> live() {
      Place to = place; // what stays is to hold no text
      String at = name;
      return text.map(value -> Credentials.of(to, at, value));
    }
  }

  private static void texts(
      List<Part> parts,
      Place place,
      Map<String, Template> texts,
      Function<String, Live<String>> words) {
    texts.forEach((name, text) -> {
      PlacementCheck.checkName(place, name);
      parts.add(new Part(place, name, text.fill(words)));
    });
  }

  private static void tree(
      List<Part> parts, String pointer, TextTree tree, Function<String, Live<String>> words) {
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
              tree(
                  parts,
                  pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
                  member,
                  words));
    } else if (tree instanceof TextTree.Text text) {
      PlacementCheck.checkName(Place.JSON, pointer);
      parts.add(new Part(Place.JSON, pointer, text.template().fill(words)));
    } else if (tree instanceof TextTree.Literal literal) {
      PlacementCheck.checkLiteral(pointer, literal.json());
      parts.add(new Part(Place.JSON_LITERAL, pointer, Live.of(literal.json())));
    } else {
      PlacementCheck.checkName(Place.JSON_LITERAL, pointer);
      parts.add(new Part(Place.JSON_LITERAL, pointer, written(pointer, tree, words)));
    }
  }

  /**
   * Returns a tree as one text of JSON: what is in a list is no member that a pointer could add.
   */
  private static Live<String> written(
      String pointer, TextTree tree, Function<String, Live<String>> words) {
    if (tree instanceof TextTree.Text text) {
      return text.template().fill(words).map(JsonTree::quoted);
    }
    if (tree instanceof TextTree.Literal literal) {
      PlacementCheck.checkLiteral(pointer, literal.json());
      return Live.of(literal.json());
    }
    boolean list = tree instanceof TextTree.Items;
    List<Live<String>> parts = new ArrayList<>();
    if (tree instanceof TextTree.Items array) {
      array.items().forEach(item -> parts.add(written(pointer, item, words)));
    } else if (tree instanceof TextTree.Members object) {
      object
          .members()
          .forEach((name, member) ->
              parts.add(
                  written(pointer, member, words)
                      .map(value -> JsonTree.quoted(name) + ":" + value)));
    }
    return parts.stream()
        .reduce((one, other) -> Live.both(one, other, (a, b) -> a + "," + b))
        .orElse(Live.of(""))
        .map(inside -> list ? "[" + inside + "]" : "{" + inside + "}");
  }

  private static void refuseClashes(List<Part> parts) {
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
