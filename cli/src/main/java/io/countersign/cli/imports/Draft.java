package io.countersign.cli.imports;

import io.countersign.cli.imports.Piece.Encoded;
import io.countersign.cli.imports.Piece.Field;
import io.countersign.cli.imports.Piece.Literal;
import io.countersign.cli.imports.Piece.Other;
import io.countersign.cli.imports.Piece.Self;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to be printed: the blocks, the secrets that they need, and what a person must know. It
 * turns the texts of the document into those of Countersign, and lets no plain secret through.
 */
final class Draft {
  /** What stands where something could not be said: every check of Countersign refuses it. */
  static final String NOT_IMPORTED = "not-imported";

  private static final int WIDTH = 100;
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(secret|passw|pwd|token|api[-_ ]?key|authorization|credential|private|signature"
              + "|cookie|(^|[-_])key$|(^|[-_])auth$|session|assertion|bearer).*");
  private static final Pattern NO_SECRET_NAME =
      Pattern.compile("(?i).*(_type|-type|_url|-url|_uri|_name|expires?_in|grant_type)$");
  private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9+/=_.~-]{16,}");
  private static final Pattern IN_QUOTES =
      Pattern.compile("(\\[|\\.get\\()?\\s*('[^']*'|\"[^\"]*\")");

  /** What stands for a piece that is not known yet, where an address is looked at. */
  private static final char UNKNOWN = '\0';

  private static final Pattern USER = Pattern.compile("^[^/@?#]*://([^/@?#]*@)");
  private static final Pattern QUERY = Pattern.compile("[?#&;].*", Pattern.DOTALL);
  private static final Pattern PARAMETER = Pattern.compile("[?#&;]");

  /** Passwords that APIs document for a key that is the user; no secrets. */
  private static final Set<String> FILLERS =
      Set.of(
          "",
          "x",
          "X",
          "api_token",
          "api",
          "apikey",
          "api_key",
          "anystring",
          "none",
          "null",
          "-",
          "_");

  private final String name;
  private String keys;
  private final List<String> literals = new ArrayList<>();
  private final Fields fields;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, Field> plain = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private final Set<String> singleUse = new LinkedHashSet<>();

  Draft(String name, Fields fields) {
    this.name = name;
    this.keys = name;
    this.fields = fields;
  }

  String name() {
    return name;
  }

  Fields fields() {
    return fields;
  }

  /** Says under which name the keys that follow stand; that of the draft at first. */
  void keysUnder(String path) {
    keys = path;
  }

  /** Says something to the person who reads the result. */
  void note(String text) {
    notes.add(text);
  }

  /** Says that what a request sends of its own stays with whoever makes it. */
  void noteOpen(String field, String name) {
    note(
        field
            + ": "
            + Fields.kebab(name)
            + " holds no secret; whoever makes the request sends it.");
  }

  /** Adds an authenticator. */
  void add(String authenticator, Block block) {
    blocks.put(authenticator, block);
  }

  /** Says that refresh tokens are good for one use here, so that they must be kept. */
  void keepTokens(String why) {
    singleUse.add(why);
  }

  /** Returns a key of this name, and lists it among the secrets that must be set. */
  String key(String setting, String about) {
    String key = keys + "." + setting;
    secrets.putIfAbsent(key, about);
    return key;
  }

  /** Returns the key under which a field is looked up. */
  private String key(Field field) {
    return key(fields.segment(field.path()), fields.about(field.path()));
  }

  /** Returns whether a name says that what it names is secret. */
  static boolean isSecretName(String name) {
    return SECRET_NAME.matcher(name).matches() && !NO_SECRET_NAME.matcher(name).matches();
  }

  /** Returns whether it stands for no password, since the user is the key. */
  static boolean isFiller(List<Piece> password) {
    return Piece.areLiteral(password) && FILLERS.contains(Piece.literal(password));
  }

  /**
   * Returns a text of Countersign, in which fields are keys. Whatever cannot be said is a reference
   * to a source that does not exist, so that it is refused.
   *
   * @param what it is, for a note
   */
  String text(String what, List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(text(what, piece));
    }
    return text.toString();
  }

  private String text(String what, Piece piece) {
    if (piece instanceof Literal literal) {
      return escaped(what, literal.text());
    }
    if (piece instanceof Self) {
      return "{{self}}";
    }
    if (piece instanceof Field field && !field.filters().contains("base64decode")) {
      field
          .otherwise()
          .filter(otherwise -> !otherwise.isEmpty())
          .ifPresent(otherwise ->
              note(
                  what
                      + ": where "
                      + String.join(".", field.path())
                      + " is not set, a default is taken there; here it must be set."));
      return "{{"
          + key(field)
          + field.filters().stream().map(filter -> " | " + filter).collect(Collectors.joining())
          + "}}";
    }
    return refused(
        what,
        piece instanceof Other other
            ? other.expression()
            : piece instanceof Encoded ? "Base64 of several parts" : "Base64 that is decoded");
  }

  private String escaped(String what, String text) {
    if (!text.contains("{{") && !text.contains("}}") && !text.contains("${")) {
      return text;
    }
    return text.contains("}}") ? refused(what, "braces in a text") : "{{literal:" + text + "}}";
  }

  private String refused(String what, String expression) {
    note(
        what
            + ": not carried over: "
            + shown(isSecretName(what), expression)
            + ". Write what it stands for in place of "
            + NOT_IMPORTED
            + ".");
    return "{{" + NOT_IMPORTED + ":expression}}";
  }

  /** Returns an expression for a note; a text in quotes may be a secret. */
  private static String shown(boolean secret, String expression) {
    String line = expression.strip().replaceAll("\\s+", " ");
    if (secret && !IN_QUOTES.matcher(line).replaceAll("").matches("[^'\"{}]*")) {
      return "an expression"; // without its braces and quotes nobody can tell what is a literal
    }
    String masked =
        IN_QUOTES
            .matcher(line)
            .replaceAll(found -> {
              boolean name = found.group(1) != null;
              boolean hidden =
                  !name && (secret || OPAQUE.matcher(unquoted(found.group(2))).matches());
              return Matcher.quoteReplacement(hidden ? " '…'" : found.group());
            });
    String rest = OPAQUE.matcher(masked).replaceAll("…");
    return rest.length() > 160 ? rest.substring(0, 160) + "…" : rest;
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  /**
   * Returns a word in HOCON, in which plain fields are substitutions: a word is read before any
   * secret is looked up.
   */
  String word(String what, List<Piece> pieces) {
    if (Piece.areLiteral(pieces)) {
      return Hocon.quoted(Piece.literal(pieces));
    }
    List<String> parts = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal) {
        parts.add(Hocon.quoted(literal.text()));
      } else if (piece instanceof Field field
          && field.filters().isEmpty()
          && !fields.isSecret(field.path())) {
        parts.add("${" + substitution(field) + "}");
      } else {
        String why =
            piece instanceof Other other
                ? shown(isSecretName(what), other.expression())
                : piece instanceof Field field && fields.isSecret(field.path())
                    ? "the secret " + String.join(".", field.path())
                    : "something that is computed";
        note(
            what
                + ": not carried over, since a secret or an expression cannot stand there: "
                + why
                + ". Write it in place of "
                + NOT_IMPORTED
                + ".");
        return Hocon.quoted(NOT_IMPORTED);
      }
    }
    return String.join("", parts);
  }

  /** Returns the path of a plain field for a substitution, and lists it to be written. */
  String substitution(Field field) {
    String segment = fields.segment(field.path());
    plain.putIfAbsent(segment, field);
    return name + "-config." + segment;
  }

  /**
   * Writes a secret setting, or leaves it out where it is looked up under the same key anyway. A
   * secret that stands in the document in plain is not carried over.
   *
   * @param own whether the block is an authenticator of its own, and no part of another
   */
  void secret(Block block, boolean own, String setting, List<Piece> pieces) {
    if (Piece.areLiteral(pieces) && !Piece.literal(pieces).isEmpty()) {
      note(
          setting
              + ": it stands in the document in plain and is not repeated here; set the secret, and"
              + " let nobody use that one any more.");
      String key = plainKey(setting, Piece.literal(pieces));
      if (!own || !key.equals(keys + "." + setting)) {
        block.text(setting, "{{" + key + "}}");
      }
      return;
    }
    String text = text(setting, pieces);
    if (!own || !text.equals("{{" + keys + "." + setting + "}}")) {
      block.text(setting, text);
    }
  }

  /** Returns the key for what stands in the document in plain, another one for each value. */
  private String plainKey(String setting, String value) {
    if (!literals.contains(value)) {
      literals.add(value);
    }
    String segment = fields.segment(List.of("plain-" + (literals.indexOf(value) + 1), setting));
    return key(segment, "it stands in the document in plain");
  }

  /** Writes a secret setting that the document does not say, under a key of its own name. */
  void secretKey(Block block, boolean own, String setting, String about) {
    secretKey(block, own, setting, setting, about);
  }

  /** As the other, under a key that ends in this segment if the block is a part. */
  void secretKey(Block block, boolean own, String setting, String segment, String about) {
    if (own) {
      key(setting, about);
    } else {
      block.text(setting, "{{" + key(segment, about) + "}}");
    }
  }

  /**
   * Returns a text that is secret only if its name says so, as a header field: a plain one is
   * carried over then, and else a reference.
   */
  String beside(String name, List<Piece> pieces) {
    String literal = Piece.literal(pieces);
    if (Piece.areLiteral(pieces) && !literal.isEmpty() && isSecretName(name)) {
      note(
          name
              + ": what looks like a secret stands in the document in plain and is not repeated"
              + " here; set the secret, or write the text if it is none.");
      return "{{" + plainKey(name, literal) + "}}";
    }
    return text(name, pieces);
  }

  /** Returns an address without what may be a secret in it: a user, and suspicious parameters. */
  String address(String what, String address) {
    return Piece.literal(address(what, List.of(new Literal(address))));
  }

  /** As the other; what is not known yet may stand anywhere in it. */
  List<Piece> address(String what, List<Piece> pieces) {
    StringBuilder whole = new StringBuilder();
    for (Piece piece : pieces) {
      whole.append(piece instanceof Literal literal ? literal.text() : UNKNOWN);
    }
    int from = 0;
    int to = 0;
    Matcher user = USER.matcher(whole);
    boolean known = user.find();
    if (!known && whole.indexOf("@") >= 0) {
      note(what + ": an address with an @ that cannot be read; it may hold a password, write it.");
      return List.of(new Literal(NOT_IMPORTED));
    }
    if (known) {
      from = user.start(1);
      to = user.end(1);
      note(what + ": a user stands in the address; it is left out, use http-basic for it.");
    }
    int end = whole.length();
    Matcher query = QUERY.matcher(whole);
    if (query.find(to) && PARAMETER.splitAsStream(query.group()).anyMatch(Draft::isSuspicious)) {
      end = query.start();
      note(
          what
              + ": its query holds what looks like a secret; the query is left out, say it by"
              + " request.parameters or query.");
    }
    List<Piece> shown = new ArrayList<>(part(pieces, 0, from));
    shown.addAll(part(pieces, to, end));
    return shown;
  }

  private static boolean isSuspicious(String parameter) {
    String name = parameter.split("=", 2)[0];
    return name.indexOf(UNKNOWN) >= 0 || name.indexOf('%') >= 0 || isSecretName(name);
  }

  /** Returns the pieces between two places, where each that is not known has the length 1. */
  private static List<Piece> part(List<Piece> pieces, int from, int to) {
    List<Piece> part = new ArrayList<>();
    int at = 0;
    for (Piece piece : pieces) {
      String text = piece instanceof Literal literal ? literal.text() : String.valueOf(UNKNOWN);
      int first = Math.max(from - at, 0);
      int last = Math.min(to - at, text.length());
      if (first < last) {
        part.add(piece instanceof Literal ? new Literal(text.substring(first, last)) : piece);
      }
      at += text.length();
    }
    return part;
  }

  /** Returns all of it. */
  String print(String file, String command) {
    StringBuilder text = new StringBuilder();
    comment(text, "# ", "From " + file + ", by countersign import " + command + ".");
    comment(
        text,
        "# ",
        "Read it before you use it, and try it with countersign check. What says "
            + NOT_IMPORTED
            + " is refused until you write it.");
    if (!secrets.isEmpty()) {
      text.append("#\n# Secrets, for a source of countersign.secrets (the variable is for env):\n");
      secrets.forEach((key, about) ->
          comment(
              text,
              "#   ",
              key + "  (" + variable(key) + ")" + (about.isEmpty() ? "" : ": " + about)));
    }
    if (!notes.isEmpty()) {
      text.append("#\n# What differs, or could not be carried over:\n");
      notes.forEach(note -> comment(text, "# - ", note));
    }
    text.append('\n');
    plain(text);
    text.append("countersign {\n");
    for (String why : singleUse) {
      comment(text, "  # ", why);
      text.append("  # tokens { store = file, path = \"…\" }\n");
    }
    text.append("  authenticators {\n");
    blocks.forEach((authenticator, block) ->
        text.append("    ").append(block.written(authenticator, "    ")).append('\n'));
    return text.append("  }\n}\n").toString();
  }

  private void plain(StringBuilder text) {
    if (plain.isEmpty()) {
      return;
    }
    text.append("# Plain settings: write them here, or set the variables.\n");
    text.append(name).append("-config {\n");
    plain.forEach((segment, field) -> {
      String about = fields.about(field.path());
      if (!about.isEmpty()) {
        comment(text, "  # ", about);
      }
      field
          .otherwise()
          .or(() -> fields.usual(field.path()))
          .filter(usual -> !isSecretName(segment))
          .ifPresent(usual ->
              text.append("  ")
                  .append(Hocon.name(segment))
                  .append(" = ")
                  .append(Hocon.quoted(usual))
                  .append('\n'));
      text.append("  ")
          .append(Hocon.name(segment))
          .append(" = ${?")
          .append(variable(name + "." + segment))
          .append("}\n");
    });
    text.append("}\n\n");
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static void comment(StringBuilder text, String head, String comment) {
    int sign = head.indexOf('#') + 1;
    String next = head.substring(0, sign) + " ".repeat(head.length() - sign);
    int room = WIDTH - head.length();
    StringBuilder line = new StringBuilder();
    String start = head;
    for (String word : comment.replaceAll("\\p{Cntrl}", " ").strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        text.append(start).append(line).append('\n');
        line.setLength(0);
        start = next;
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    text.append(start).append(line).append('\n');
  }
}
