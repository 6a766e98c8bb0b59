package io.countersign.cli.imports;

import io.countersign.cli.imports.Piece.Encoded;
import io.countersign.cli.imports.Piece.Field;
import io.countersign.cli.imports.Piece.Literal;
import io.countersign.cli.imports.Piece.Other;
import io.countersign.cli.imports.Piece.Self;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the part of Jinja that stands for a text of Countersign: fields of {@code config}, {@code
 * parameters}, the session, literals, what is joined of those, and Base64. Total: everything else
 * is {@link Other}.
 */
final class Jinja {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<number>\\d+(?:\\.\\d+)?)"
              + "|(?<text>'[^'\\\\]*'|\"[^\"\\\\]*\")|(?<sign>[.\\[\\]()|~+,]))");

  private static final int LONGEST = 20_000;
  private static final int DEPTH = 100;
  private static final String LONG = "a text of ";

  /** What a configuration can come from; others are of the stream, and of the reply before. */
  private static final Pattern MAY_HOLD_SECRET =
      Pattern.compile("\\b(config|parameters|options|session_token)\\b|^" + LONG);

  private final String expression;
  private final Map<String, Item> parameters;
  private final List<String> tokens = new ArrayList<>();
  private int at;
  private int depth;

  /** An expression that is none of those that are known. */
  private static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Jinja(String expression, Map<String, Item> parameters) {
    this.expression = expression;
    this.parameters = parameters;
  }

  /** Returns the pieces of a text. */
  static List<Piece> pieces(String text, Map<String, Item> parameters) {
    if (text.length() > LONGEST) {
      return List.of(new Other(LONG + text.length() + " letters"));
    }
    if (text.contains("{%") || text.contains("{#")) {
      return List.of(new Other(text));
    }
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int open = text.indexOf("{{", from);
      int end = open < 0 ? text.length() : open;
      if (end > from) {
        pieces.add(new Literal(text.substring(from, end)));
      }
      if (open < 0) {
        break;
      }
      int close = close(text, open + 2);
      if (close < 0) {
        return List.of(new Other(text));
      }
      String inside = text.substring(open + 2, close);
      pieces.addAll(new Jinja(inside, parameters).read());
      from = close + 2;
    }
    return joined(pieces);
  }

  /** Returns whether a secret may come of what is not understood. */
  static boolean mayHoldSecret(Other other) {
    return MAY_HOLD_SECRET.matcher(other.expression()).find();
  }

  /** Braces in quotes do not close. */
  private static int close(String text, int from) {
    char quote = 0;
    for (int i = from; i < text.length() - 1; i++) {
      char letter = text.charAt(i);
      if (quote != 0) {
        quote = letter == quote ? 0 : quote;
      } else if (letter == '\'' || letter == '"') {
        quote = letter;
      } else if (letter == '}' && text.charAt(i + 1) == '}') {
        return i;
      }
    }
    return -1;
  }

  private static List<Piece> joined(List<Piece> pieces) {
    List<Piece> joined = new ArrayList<>();
    for (Piece piece : pieces) {
      int last = joined.size() - 1;
      if (piece instanceof Literal next
          && last >= 0
          && joined.get(last) instanceof Literal before) {
        joined.set(last, new Literal(before.text() + next.text()));
      } else {
        joined.add(piece);
      }
    }
    return List.copyOf(joined);
  }

  private List<Piece> read() {
    try {
      // The signs at the ends strip blanks around, which no credential has.
      String inside = expression.replaceFirst("^-", "").replaceFirst("-$", "");
      Matcher token = TOKEN.matcher(inside);
      int end = 0;
      while (end < inside.length() && token.find(end) && token.start() == end) {
        tokens.add(token.group().strip());
        end = token.end();
      }
      if (!inside.substring(end).isBlank()) {
        throw new Unknown();
      }
      List<Piece> pieces = joining();
      if (at < tokens.size()) {
        throw new Unknown();
      }
      return pieces;
    } catch (Unknown unknown) {
      return List.of(new Other(expression.strip()));
    }
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private String take() {
    String token = peek();
    at++;
    return token;
  }

  private void expect(String token) throws Unknown {
    if (!take().equals(token)) {
      throw new Unknown();
    }
  }

  private List<Piece> joining() throws Unknown {
    List<Piece> pieces = new ArrayList<>(filtered());
    while (peek().equals("~") || peek().equals("+")) {
      if (take().equals("+") && isNumber(tokens.get(at - 2)) && isNumber(peek())) {
        throw new Unknown(); // a sum
      }
      pieces.addAll(filtered());
    }
    return joined(pieces);
  }

  private static boolean isNumber(String token) {
    return !token.isEmpty() && Character.isDigit(token.charAt(0));
  }

  private List<Piece> filtered() throws Unknown {
    List<Piece> pieces = primary();
    while (peek().equals("|")) {
      at++;
      pieces = filtered(pieces, take());
    }
    return pieces;
  }

  private List<Piece> filtered(List<Piece> pieces, String filter) throws Unknown {
    boolean one = pieces.size() == 1;
    if (filter.equals("string")) {
      return pieces;
    }
    if (filter.equals("base64encode")) {
      if (Piece.areLiteral(pieces)) {
        byte[] bytes = Piece.literal(pieces).getBytes(StandardCharsets.UTF_8);
        return List.of(new Literal(Base64.getEncoder().encodeToString(bytes)));
      }
      return one && pieces.get(0) instanceof Field field && field.otherwise().isEmpty()
          ? List.of(field.with("base64"))
          : List.of(new Encoded(pieces));
    }
    if (!one || !(pieces.get(0) instanceof Field field)) {
      throw new Unknown();
    }
    switch (filter) {
      case "base64decode", "urlencode" -> {
        return List.of(field.with(filter));
      }
      case "default" -> {
        expect("(");
        String otherwise = text(take());
        expect(")");
        return List.of(new Field(field.path(), field.filters(), Optional.of(otherwise)));
      }
      default -> throw new Unknown();
    }
  }

  private List<Piece> primary() throws Unknown {
    String token = take();
    if (token.equals("(")) {
      if (++depth > DEPTH) {
        throw new Unknown();
      }
      List<Piece> inner = joining();
      expect(")");
      depth--;
      return inner;
    }
    if (token.startsWith("'") || token.startsWith("\"")) {
      return List.of(new Literal(text(token)));
    }
    if (isNumber(token)) {
      return List.of(new Literal(token));
    }
    return switch (token) {
      case "session_token" -> List.of(new Self());
      case "config" -> List.of(field());
      case "parameters", "options" -> List.of(parameter());
      case "json_loads" -> List.of(ofJson());
      default -> throw new Unknown();
    };
  }

  private Field field() throws Unknown {
    List<String> path = new ArrayList<>();
    Optional<String> otherwise = Optional.empty();
    while (otherwise.isEmpty() && (peek().equals(".") || peek().equals("["))) {
      if (take().equals("[")) {
        path.add(text(take()));
        expect("]");
      } else if (peek().equals("get")) {
        at++;
        expect("(");
        path.add(text(take()));
        if (peek().equals(",")) {
          at++;
          otherwise = Optional.of(literal(take()));
        }
        expect(")");
      } else {
        path.add(name(take()));
      }
    }
    if (path.isEmpty()) {
      throw new Unknown();
    }
    return new Field(List.copyOf(path), List.of(), otherwise);
  }

  /** {@code json_loads(config['account'])['private_key']}. */
  private Field ofJson() throws Unknown {
    expect("(");
    expect("config");
    Field field = field();
    expect(")");
    StringBuilder pointer = new StringBuilder();
    while (peek().equals("[")) {
      at++;
      pointer.append('/').append(text(take()).replace("~", "~0").replace("/", "~1"));
      expect("]");
    }
    if (pointer.isEmpty() || field.otherwise().isPresent()) {
      throw new Unknown();
    }
    return field.with("json:" + pointer);
  }

  private Literal parameter() throws Unknown {
    String name;
    if (peek().equals("[")) {
      at++;
      name = text(take());
      expect("]");
    } else {
      expect(".");
      name = name(take());
    }
    String value = Item.text(parameters.get(name));
    if (value == null || value.contains("{{")) {
      throw new Unknown();
    }
    return new Literal(value);
  }

  private static String name(String token) throws Unknown {
    if (!token.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new Unknown();
    }
    return token;
  }

  private static String literal(String token) throws Unknown {
    return isNumber(token) ? token : text(token);
  }

  private static String text(String token) throws Unknown {
    if (token.length() < 2 || (token.charAt(0) != '\'' && token.charAt(0) != '"')) {
      throw new Unknown();
    }
    return token.substring(1, token.length() - 1);
  }
}
