package io.countersign.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the credential of a block goes, how it is written, and the texts beside it: the settings
 * {@code in}, {@code value}, {@code headers}, {@code query}, {@code cookies}, {@code form} and
 * {@code json}, the same in every type that sends.
 */
public final class Placing {
  private static final String SELF = "self";
  private static final Setting<Map<String, Template>> HEADERS =
      Setting.texts("headers", SELF).orElse(Map.of()).describedAs("Header fields sent beside it");
  private static final Setting<Map<String, Template>> QUERY =
      Setting.texts("query", SELF).orElse(Map.of()).describedAs("Query parameters sent beside it");
  private static final Setting<Map<String, Template>> COOKIES =
      Setting.texts("cookies", SELF).orElse(Map.of()).describedAs("Cookies sent beside it");
  private static final Setting<Map<String, Template>> FORM =
      Setting.texts("form", SELF).orElse(Map.of()).describedAs("Form fields sent beside it");
  private static final Setting<TextTree> JSON =
      Setting.tree("json", SELF)
          .orElse(Map.of())
          .describedAs("Members put into the JSON body beside it");

  private final Setting<Target> in;
  private final Setting<Optional<Template>> value;
  private final String scheme;

  private Placing(Setting<Target> in, String scheme) {
    this.in = in;
    this.scheme = scheme;
    this.value =
        Setting.template("value", SELF)
            .optional()
            .describedAs(
                "How it is written; by default "
                    + (scheme.isEmpty()
                        ? "{{self}}"
                        : scheme + " {{self}} in header Authorization, {{self}} elsewhere"));
  }

  /** One place of a request, as {@code header X-Api-Key}. */
  private record Target(Place place, String name) {
    static Target parse(String word) {
      String[] parts = word.trim().split("\\s+", 2);
      Place place =
          switch (parts[0]) {
            case "header" -> Place.HEADER;
            case "query" -> Place.QUERY;
            case "cookie" -> Place.COOKIE;
            case "form" -> Place.FORM;
            case "json" -> Place.JSON;
            default -> throw new IllegalArgumentException("no such place");
          };
      PlacementCheck.checkName(place, parts.length == 2 ? parts[1] : "");
      return new Target(place, parts[1]);
    }

    boolean isAuthorization() {
      return place == Place.HEADER
          && (name.equalsIgnoreCase("Authorization")
              || name.equalsIgnoreCase("Proxy-Authorization"));
    }
  }

  /**
   * Returns the placing of a type that sends {@code Authorization: scheme credential} unless the
   * block says otherwise.
   */
  public static Placing authorization(String scheme) {
    return new Placing(in().orElse("header Authorization"), scheme);
  }

  /** Returns the placing of a type whose block must say where the credential goes. */
  public static Placing toBeSaid() {
    return new Placing(in(), "");
  }

  private static Setting<Target> in() {
    return Setting.word(
            "in",
            "a place: header NAME, query NAME, cookie NAME, form NAME or json /POINTER",
            Target::parse)
        .describedAs("Where it goes: header, query, cookie, form or json, and the name there");
  }

  /** Returns the settings of this placing, to be listed after the provider's own. */
  public List<Setting<?>> settings() {
    return List.of(in, value, HEADERS, QUERY, COOKIES, FORM, JSON);
  }

  /** Returns these settings and then those of this placing. */
  public List<Setting<?>> after(Setting<?>... own) {
    return Stream.concat(Stream.of(own), settings().stream()).toList();
  }

  /**
   * Returns the credentials of a block, made anew whenever a part of them changes.
   *
   * @param self the credential that {@code {{self}}} stands for
   * @throws IllegalArgumentException if one request cannot carry all of them
   */
  public Live<Credentials> place(Settings settings, Live<String> self) {
    Target target = settings.get(in);
    List<Part> parts = new ArrayList<>();
    Live<String> written =
        settings
            .get(value)
            .map(template -> fill(template, self))
            .orElseGet(() ->
                target.isAuthorization() && !scheme.isEmpty()
                    ? self.map(credential -> scheme + " " + credential)
                    : self);
    parts.add(new Part(target.place, target.name, written));
    texts(parts, Place.HEADER, settings.get(HEADERS), self);
    texts(parts, Place.QUERY, settings.get(QUERY), self);
    texts(parts, Place.COOKIE, settings.get(COOKIES), self);
    texts(parts, Place.FORM, settings.get(FORM), self);
    tree(parts, "", settings.get(JSON), self);
    refuseClashes(parts);
    Live<Credentials> all = parts.get(0).live();
    for (Part beside : parts.subList(1, parts.size())) {
      all = Live.both(all, beside.live(), Credentials::and);
    }
    return all;
  }

  /** One text on its way to one place. */
  private record Part(Place place, String name, Live<String> text) {
    Live<Credentials> live() {
      return text.map(value -> Credentials.of(place, name, value));
    }
  }

  private static Live<String> fill(Template template, Live<String> self) {
    return template.fill(word -> self);
  }

  private static void texts(
      List<Part> parts, Place place, Map<String, Template> texts, Live<String> self) {
    texts.forEach((name, text) -> {
      PlacementCheck.checkName(place, name);
      parts.add(new Part(place, name, fill(text, self)));
    });
  }

  private static void tree(List<Part> parts, String pointer, TextTree tree, Live<String> self) {
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
                  parts, pointer + "/" + name.replace("~", "~0").replace("/", "~1"), member, self));
    } else if (tree instanceof TextTree.Text text) {
      PlacementCheck.checkName(Place.JSON, pointer);
      parts.add(new Part(Place.JSON, pointer, fill(text.template(), self)));
    } else if (tree instanceof TextTree.Literal literal) {
      PlacementCheck.checkLiteral(pointer, literal.json());
      parts.add(new Part(Place.JSON_LITERAL, pointer, Live.of(literal.json())));
    } else {
      throw new IllegalArgumentException(
          "json " + pointer + " is a list; only members of objects can be put into a body");
    }
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
