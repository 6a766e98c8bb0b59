package io.countersign.spi;

import io.countersign.Authenticator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a block of the configuration may say. Immutable; a constant of its provider.
 *
 * <p>There are two kinds of words. {@link #plain}, {@link #uri}, {@link #duration} and the like are
 * words of the configuration alone: a reference in one is an error. {@link #text}, {@link #secret},
 * {@link #template} and what is made of them are texts: they may hold references, and one that is
 * left out is looked up under its path. Wherever a single word or text is expected, the
 * configuration may also write a choice, {@code { by = ${region}, eu = "…", us = "…" }}.
 *
 * @param <T> what {@link Settings#get} gives for it
 */
public final class Setting<T> {

  /** The shapes that a setting can have in the configuration. */
  public enum Shape {
    /** One word. */
    WORD,
    /** A list of words; one word alone is a list of one. */
    WORDS,
    /** A text. */
    TEXT,
    /** A text, or a list of texts that are its lines. */
    LINES,
    /** A map of texts. */
    TEXTS,
    /** A tree whose strings are texts. */
    TREE,
    /** A block with settings of its own. */
    BLOCK,
    /** A block with a {@code type}, or the name of another: an authenticator. */
    AUTHENTICATOR,
    /** A list of authenticators. */
    PARTS,
    /** A map of authenticators, of which one may be chosen before it is read or built. */
    OPTIONS
  }

  /** Whether it must be there. */
  public enum Presence {
    /** It must be there; a text that is left out is looked up. */
    REQUIRED,
    /** It may be left out, and is not looked up then. */
    OPTIONAL,
    /** It may be left out, and has a default then. */
    DEFAULT,
    /** It is required where its condition holds, and not allowed elsewhere. */
    CONDITIONAL;

    /** Returns whether the provider gets the value as an {@link Optional}. */
    public boolean isOptional() {
      return this == OPTIONAL || this == CONDITIONAL;
    }
  }

  /**
   * When a conditional setting is there.
   *
   * @param setting the name of a word of the same block
   * @param words the words for which it is there
   */
  public record Condition(String setting, List<String> words) {}

  /**
   * How one of the {@link Shape#OPTIONS} is chosen before anything is built.
   *
   * @param byWord the name of a word of the same block; where it is written, only the option of
   *     that name is read
   * @param byPresence the name of a flag of the same block; where it is true, the option is left
   *     whose secrets are there
   */
  public record Choice(String byWord, String byPresence) {}

  /** Reads one word; what it throws is answered with what was expected, never with the word. */
  private record Word<T>(String expected, Function<String, T> parse, List<String> oneOf) {}

  private final String name;
  private final Shape shape;
  private final String description;
  private final Presence presence;
  private final @Nullable Word<?> word;
  private final boolean confidential;
  private final List<String> reserved;
  private final List<Setting<?>> inner;
  private final List<Rule> rules;
  private final @Nullable Object otherwise;
  private final @Nullable Condition condition;
  private final @Nullable Choice choice;

  private Setting(
      String name,
      Shape shape,
      String description,
      Presence presence,
      @Nullable Word<?> word,
      boolean confidential,
      List<String> reserved,
      List<Setting<?>> inner,
      List<Rule> rules,
      @Nullable Object otherwise,
      @Nullable Condition condition,
      @Nullable Choice choice) {
    this.name = Objects.requireNonNull(name, "name");
    this.shape = shape;
    this.description = description;
    this.presence = presence;
    this.word = word;
    this.confidential = confidential;
    this.reserved = reserved;
    this.inner = inner;
    this.rules = rules;
    this.otherwise = otherwise;
    this.condition = condition;
    this.choice = choice;
  }

  private static <T> Setting<T> ofWord(
      String name, String expected, Function<String, T> parse, List<String> oneOf) {
    return new Setting<>(
        name,
        Shape.WORD,
        "",
        Presence.REQUIRED,
        new Word<>(expected, parse, oneOf),
        false,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  private static <T> Setting<T> ofShape(
      String name,
      Shape shape,
      boolean confidential,
      List<String> reserved,
      List<Setting<?>> inner,
      List<Rule> rules) {
    return ofShape(name, shape, confidential, reserved, inner, rules, null);
  }

  private static <T> Setting<T> ofShape(
      String name,
      Shape shape,
      boolean confidential,
      List<String> reserved,
      List<Setting<?>> inner,
      List<Rule> rules,
      @Nullable Choice choice) {
    return new Setting<>(
        name,
        shape,
        "",
        Presence.REQUIRED,
        null,
        confidential,
        reserved,
        inner,
        rules,
        null,
        null,
        choice);
  }

  /** A word, as it is written. */
  public static Setting<String> plain(String name) {
    return ofWord(name, "a word", Function.identity(), List.of());
  }

  /**
   * A word that this function reads.
   *
   * @param expected completes "must be …", as {@code "a colour"}
   * @param parse throws an {@link IllegalArgumentException} for any other word; its message is not
   *     shown
   */
  public static <T> Setting<T> word(String name, String expected, Function<String, T> parse) {
    return ofWord(name, expected, parse, List.of());
  }

  /** An absolute address with scheme and host, and without a user. */
  public static Setting<URI> uri(String name) {
    return ofWord(
        name,
        "an absolute address without a user in it, as https://api.example/path",
        Words::uri,
        List.of());
  }

  /** A file or folder; one that is relative starts from the folder of the file that writes it. */
  public static Setting<Path> path(String name) {
    return ofWord(name, "a path", Path::of, List.of());
  }

  /** A list of files or folders, each as in {@link #path}. */
  public static Setting<List<Path>> paths(String name) {
    return list(name, "a path", Path::of);
  }

  /** A span of time: with a unit ({@code 20 min}, {@code 14 d}) or ISO-8601 ({@code PT1H}). */
  public static Setting<Duration> duration(String name) {
    return ofWord(name, Words.DURATION, Words::duration, List.of());
  }

  /** A whole number. */
  public static Setting<Integer> integer(String name) {
    return ofWord(name, "a whole number", Integer::valueOf, List.of());
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> flag(String name) {
    return ofWord(name, "true or false", Words::flag, List.of("true", "false"));
  }

  /** One of these words. */
  public static Setting<String> oneOf(String name, String... words) {
    List<String> known = List.of(words);
    return ofWord(
        name,
        "one of " + String.join(", ", known),
        word -> {
          if (!known.contains(word)) {
            throw new IllegalArgumentException(word);
          }
          return word;
        },
        known);
  }

  /** A list of words; one word alone is a list of one. */
  public static Setting<List<String>> list(String name) {
    return list(name, "a word", Function.identity());
  }

  /**
   * A list of words that this function reads; one word alone is a list of one.
   *
   * @param expected completes "must be …" for one of them
   * @param parse as in {@link #word}
   */
  public static <T> Setting<List<T>> list(String name, String expected, Function<String, T> parse) {
    return new Setting<>(
        name,
        Shape.WORDS,
        "",
        Presence.REQUIRED,
        new Word<>(expected, parse, List.of()),
        false,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  /** A text: a literal, or one with references; left out, it is looked up under its path. */
  public static Setting<Secret> text(String name) {
    return ofShape(name, Shape.TEXT, false, List.of(), List.of(), List.of());
  }

  /** A text that must not stand in the configuration in plain: a password, a token, a key. */
  public static Setting<Secret> secret(String name) {
    return ofShape(name, Shape.TEXT, true, List.of(), List.of(), List.of());
  }

  /**
   * A text in which these reserved words may stand too.
   *
   * @param reserved as {@code self}; one that ends in a colon, as {@code reply:}, takes an argument
   */
  public static Setting<Template> template(String name, String... reserved) {
    return ofShape(name, Shape.TEXT, false, List.of(reserved), List.of(), List.of());
  }

  /**
   * As {@link #template}, of one line or of several: a list of texts is joined by line feeds. It is
   * not looked up.
   */
  public static Setting<Template> lines(String name, String... reserved) {
    return ofShape(name, Shape.LINES, false, List.of(reserved), List.of(), List.of());
  }

  /** A map of texts, in the order of their names, in which these reserved words may stand too. */
  public static Setting<Map<String, Template>> texts(String name, String... reserved) {
    return ofShape(name, Shape.TEXTS, false, List.of(reserved), List.of(), List.of());
  }

  /** A tree whose strings are texts, in which these reserved words may stand too. */
  public static Setting<TextTree> tree(String name, String... reserved) {
    return ofShape(name, Shape.TREE, false, List.of(reserved), List.of(), List.of());
  }

  /** A block with settings of its own. */
  public static Setting<Settings> block(String name, List<Setting<?>> inner, Rule... rules) {
    return ofShape(name, Shape.BLOCK, false, List.of(), List.copyOf(inner), List.of(rules));
  }

  /**
   * A block that is another authenticator, or the name of one that is configured. A block takes no
   * {@code origins}, it has those of its call; one that is named is the same for everybody, and
   * held to its own.
   */
  public static Setting<Authenticator> authenticator(String name) {
    return ofShape(name, Shape.AUTHENTICATOR, false, List.of(), List.of(), List.of());
  }

  /**
   * A list of authenticators, each as in {@link #authenticator}. A text that is left out in one is
   * looked up under the type of its block, behind the path of the list.
   */
  public static Setting<List<Authenticator>> parts(String name) {
    return ofShape(name, Shape.PARTS, false, List.of(), List.of(), List.of());
  }

  /**
   * A map of authenticators, each as in {@link #authenticator}.
   *
   * @param byWord where this word is written, the map holds the option of that name alone; the
   *     others are not read
   * @param byPresence where this flag is true, the map holds the one option whose secrets are there
   */
  public static Setting<Map<String, Authenticator>> options(
      String name, Setting<?> byWord, Setting<?> byPresence) {
    return ofShape(
        name,
        Shape.OPTIONS,
        false,
        List.of(),
        List.of(),
        List.of(),
        new Choice(byWord.name, byPresence.name));
  }

  /** Returns it with a sentence for people; without a dot at its end. */
  public Setting<T> describedAs(String sentence) {
    return new Setting<>(
        name,
        shape,
        sentence,
        presence,
        word,
        confidential,
        reserved,
        inner,
        rules,
        otherwise,
        condition,
        choice);
  }

  /** Returns it as one that may be left out; a text is then not looked up. */
  public Setting<Optional<T>> optional() {
    return as(Presence.OPTIONAL, null, null);
  }

  /**
   * Returns it with a default.
   *
   * @param written as the configuration would write it: a string, a number, a list or a map
   */
  public Setting<T> orElse(Object written) {
    return as(Presence.DEFAULT, Objects.requireNonNull(written, "written"), null);
  }

  /** Returns it as one that is there exactly when another word of the block is one of these. */
  public Setting<Optional<T>> when(Setting<?> other, String... words) {
    return as(Presence.CONDITIONAL, null, new Condition(other.name, List.of(words)));
  }

  private <R> Setting<R> as(
      Presence newPresence, @Nullable Object newDefault, @Nullable Condition newCondition) {
    return new Setting<>(
        name,
        shape,
        description,
        newPresence,
        word,
        confidential,
        reserved,
        inner,
        rules,
        newDefault,
        newCondition,
        choice);
  }

  /** Returns its name in the block. */
  public String name() {
    return name;
  }

  /** Returns its shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns what it is for, in a sentence without its dot; may be empty. */
  public String description() {
    return description;
  }

  /** Returns whether it must be there. */
  public Presence presence() {
    return presence;
  }

  /** Returns whether a plain literal is warned of. */
  public boolean confidential() {
    return confidential;
  }

  /** Returns the reserved words that may stand in its texts. */
  public List<String> reserved() {
    return reserved;
  }

  /** Returns the settings of a {@link Shape#BLOCK}. */
  public List<Setting<?>> inner() {
    return inner;
  }

  /** Returns the rules of a {@link Shape#BLOCK}. */
  public List<Rule> rules() {
    return rules;
  }

  /** Returns what completes "must be …" for a {@link Shape#WORD}. */
  public String expected() {
    return word == null ? shape.name().toLowerCase(Locale.ROOT) : word.expected();
  }

  /** Returns the words of a {@link #oneOf}; empty where any will do. */
  public List<String> words() {
    return word == null ? List.of() : word.oneOf();
  }

  /** Returns the default, as the configuration would write it. */
  public Optional<Object> otherwise() {
    return Optional.ofNullable(otherwise);
  }

  /** Returns when a conditional setting is there. */
  public Optional<Condition> condition() {
    return Optional.ofNullable(condition);
  }

  /** Returns how one of its {@link Shape#OPTIONS} is chosen. */
  public Optional<Choice> choice() {
    return Optional.ofNullable(choice);
  }

  /**
   * Reads one word of the configuration.
   *
   * @throws IllegalArgumentException if it is not what {@link #expected()} says
   * @throws IllegalStateException if the setting is not made of words
   */
  public Object parse(String written) {
    if (word == null) {
      throw new IllegalStateException(name + " is not made of words");
    }
    return word.parse().apply(written);
  }

  @Override
  public String toString() {
    return "Setting[" + name + "]";
  }
}
