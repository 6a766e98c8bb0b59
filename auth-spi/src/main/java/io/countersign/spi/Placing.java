package io.countersign.spi;

import io.countersign.internal.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the credential of a block goes, how it is written, and the texts beside it: the settings
 * {@code in}, {@code value}, {@code headers}, {@code query}, {@code cookies}, {@code form} and
 * {@code json}, the same in every type that sends.
 */
public final class Placing {
  private static final String SELF = "self";
  private final Setting<Target> in;
  private final Setting<Optional<Template>> value;
  private final String scheme;
  private final CallTexts beside;

  private Placing(
      Setting<Target> in, Setting<Optional<Template>> value, String scheme, CallTexts beside) {
    this.in = in;
    this.value = value;
    this.scheme = scheme;
    this.beside = beside;
  }

  private Placing(Setting<Target> in, String scheme, String... reserved) {
    this(
        in,
        Setting.template("value", reserved)
            .optional()
            .describedAs(
                "How it is written; by default "
                    + (scheme.isEmpty()
                        ? "{{self}}"
                        : scheme + " {{self}} in header Authorization, {{self}} elsewhere")),
        scheme,
        CallTexts.beside(reserved));
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
      return new Target(place, parts[1].intern()); // one, for all tenants of the block
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
   *
   * @param more reserved words beside {@code self}, for credentials that came with more, as {@code
   *     reply:}
   */
  public static Placing authorization(String scheme, String... more) {
    return new Placing(in().orElse("header Authorization"), scheme, reserved(more));
  }

  private static String[] reserved(String... more) {
    return Stream.concat(Stream.of(SELF), Stream.of(more)).toArray(String[]::new);
  }

  /** Returns the placing of a type whose block must say where the credential goes. */
  public static Placing toBeSaid() {
    return toBeSaid("");
  }

  /**
   * As {@link #toBeSaid()}, for a credential that is written as {@code scheme credential} where it
   * goes into {@code Authorization}.
   */
  public static Placing toBeSaid(String scheme) {
    return new Placing(in(), scheme, SELF);
  }

  /**
   * As {@link #toBeSaid()}, for a signature of each request: the {@linkplain RequestWords#NAMES
   * words of the request} may stand in its texts too.
   */
  public static Placing perRequest() {
    return new Placing(in(), "", reserved(RequestWords.NAMES.toArray(new String[0])));
  }

  /**
   * Returns the same settings, by which a credential that goes into {@code Authorization} is
   * written as {@code scheme credential} unless the block says otherwise.
   */
  public Placing writing(String otherScheme) {
    return new Placing(in, value, otherScheme, beside);
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
    return Stream.concat(Stream.of(in, value), beside.settings().stream()).toList();
  }

  /** Returns these settings and then those of this placing. */
  public List<Setting<?>> after(Setting<?>... own) {
    return Stream.concat(Stream.of(own), settings().stream()).toList();
  }

  /**
   * Returns the credentials of a block, made anew whenever a part of them changes.
   *
   * @param self the credential that {@code {{self}}} stands for
   * @throws IllegalArgumentException if one request cannot carry all of them, or if what is at hand
   *     already cannot go to its place
   */
  public Live<Credentials> place(Settings settings, Live<String> self) {
    return place(settings, self, word -> self);
  }

  /**
   * As {@link #place(Settings, Live)}.
   *
   * @param words gives what stands for a reserved word, {@code self} too
   */
  public Live<Credentials> place(
      Settings settings, Live<String> self, Function<String, Live<String>> words) {
    Target target = settings.get(in);
    List<CallTexts.Part> parts = new ArrayList<>();
    Live<String> written =
        settings
            .get(value)
            .map(template -> template.fill(words))
            .orElseGet(() ->
                target.isAuthorization() && !scheme.isEmpty()
                    ? self.map(credential -> scheme + " " + credential)
                    : self);
    parts.add(new CallTexts.Part(target.place, target.name, written));
    parts.addAll(beside.parts(settings, words));
    Live<Credentials> all = CallTexts.all(parts);
    Failures.tellAtOnce(all);
    return all;
  }

  /**
   * Returns how the signature of each request is placed.
   *
   * @param signed what is signed
   * @throws IllegalArgumentException if one request cannot carry all of the texts, or if none of
   *     them has room for the signature
   */
  public RequestPlacing signing(Settings settings, Template signed) {
    Target target = settings.get(in);
    Template written = settings.get(value).orElse(SelfAlone.INSTANCE);
    List<CallTexts.Item> items = new ArrayList<>(beside.items(settings));
    items.add(new CallTexts.Item(target.place, target.name, written));
    return new RequestPlacing(items, signed);
  }
}
