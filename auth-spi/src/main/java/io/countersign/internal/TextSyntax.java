package io.countersign.internal;

import io.countersign.spi.RequestWords;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the grammar of texts: {@code {{ ref | filter }}}. Total: any input gives parts or a {@link
 * Malformed} that names the position and shows nothing of the text.
 */
final class TextSyntax {
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)*");

  /** No key begins with it, but one that was made of another for a tenant. */
  static final String TENANTS = "tenants";

  private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9-]*");
  private static final List<String> RESERVED = List.of("self", "now", "nonce", "reply", "request");

  private final String text;
  private final List<String> allowed;
  private final List<TextPart> parts = new ArrayList<>();

  private TextSyntax(String text, List<String> allowed) {
    this.text = text;
    this.allowed = allowed;
  }

  /** A text that does not follow the grammar. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(int position, String what) {
      super("malformed template at character " + (position + 1) + ": " + what);
    }

    /** Returns what is wrong, and where in the text. */
    String what() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Returns the parts of a text, at least one.
   *
   * @param allowed the reserved words that may stand in it
   */
  static List<TextPart> parse(String text, List<String> allowed) throws Malformed {
    TextSyntax syntax = new TextSyntax(text, allowed);
    syntax.parse();
    return syntax.parts;
  }

  private void parse() throws Malformed {
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      literal(text.substring(at, open < 0 ? text.length() : open));
      if (open < 0) {
        break;
      }
      int close = text.indexOf("}}", open + 2);
      if (close < 0) {
        throw new Malformed(open, "{{ is not closed by }}");
      }
      braces(open + 2, close);
      at = close + 2;
    }
    if (parts.isEmpty()) {
      parts.add(new TextPart.Literal(""));
    }
  }

  private void literal(String piece) {
    if (!piece.isEmpty()) {
      parts.add(new TextPart.Literal(piece));
    }
  }

  private void braces(int from, int to) throws Malformed {
    String inside = text.substring(from, to);
    if (inside.stripLeading().startsWith("literal:")) {
      parts.add(new TextPart.Literal(inside.substring(inside.indexOf("literal:") + 8)));
      return;
    }
    String[] pieces = inside.split("\\|", -1);
    String written = pieces[0].strip();
    List<Filter> filters = new ArrayList<>();
    int position = from + pieces[0].length() + 1;
    for (int i = 1; i < pieces.length; i++) {
      filters.add(filter(pieces[i].strip(), position, i == 1 && isTime(written)));
      position += pieces[i].length() + 1;
    }
    parts.add(reference(written, from, List.copyOf(filters)));
  }

  private boolean isTime(String written) {
    return written.equals("now") && allowed.contains("now");
  }

  /** Returns whether the words of a request may stand here, and what is made of them. */
  private boolean isOfRequests() {
    return allowed.containsAll(RequestWords.NAMES);
  }

  private Filter filter(String written, int position, boolean ofTime) throws Malformed {
    Filter filter = Filter.parse(written);
    if (filter == null) {
      throw new Malformed(
          position, "there is no such filter; there are " + String.join(", ", filters(ofTime)));
    }
    if (filter.isOfRequests() && !isOfRequests()) {
      throw new Malformed(
          position, filter.name() + " has no meaning in this setting; it is for signatures");
    }
    if (filter.isOfTime() && !ofTime) {
      throw new Malformed(
          position,
          filter.name()
              + " has no meaning here; it makes a text of {{now}}, right after it, in signatures");
    }
    if (filter.isOfTime()) {
      checkFormat(filter, position);
    }
    return filter;
  }

  private static void checkFormat(Filter filter, int position) throws Malformed {
    try {
      TimeFormat unused = TimeFormat.of(List.of(filter));
    } catch (IllegalArgumentException malformed) {
      throw new Malformed(
          position,
          "date: needs a pattern of java.time's DateTimeFormatter that a moment in UTC has, as"
              + " date:yyyyMMdd'T'HHmmss'Z'");
    }
  }

  private List<String> filters(boolean ofTime) {
    List<String> names = new ArrayList<>(Filter.NAMES);
    if (isOfRequests()) {
      names.addAll(Filter.OF_REQUESTS);
    }
    if (ofTime) {
      names.addAll(Filter.OF_TIME);
    }
    return names;
  }

  private TextPart reference(String written, int position, List<Filter> filters) throws Malformed {
    if (written.isEmpty()) {
      throw new Malformed(position, "there is nothing between the braces");
    }
    String head = written.contains(":") ? written.substring(0, written.indexOf(':')) : written;
    String word = written.contains(":") ? head + ":" : head;
    if (allowed.contains(word)) {
      if (word.equals("request:") && written.substring(word.length()).isBlank()) {
        throw new Malformed(
            position,
            "request: needs the name of a header, or of an argument of the query, behind it");
      }
      return new TextPart.Reserved(written, filters);
    }
    if (RESERVED.contains(head)) {
      throw new Malformed(
          position,
          "{{"
              + word
              + "}} has no meaning in this setting"
              + (allowed.isEmpty() ? "" : "; it knows " + String.join(", ", allowed)));
    }
    if (isOfRequests() && written.indexOf('.') < 0 && written.indexOf(':') < 0) {
      String hint = Suggest.hint(written, allowed);
      if (!hint.isEmpty()) {
        throw new Malformed(
            position, "there is no such word" + hint + " It knows " + String.join(", ", allowed));
      }
    }
    return new TextPart.Reference(
        written.contains(":") ? locator(written, position) : key(written, position), filters);
  }

  private static SecretRef key(String written, int position) throws Malformed {
    if (!KEY.matcher(written).matches()) {
      throw new Malformed(
          position,
          "a key has segments of letters, digits, - and _, each starting with a letter, joined by"
              + " dots, as crm.client-secret; a text that is to be sent as it is goes into"
              + " {{literal:…}}");
    }
    if (written.split("\\.", 2)[0].equalsIgnoreCase(TENANTS)) {
      throw new Malformed(
          position,
          "a key does not begin with "
              + TENANTS
              + ", where the secrets of tenants are; write it as the house has it, and each tenant"
              + " has its own");
    }
    return new SecretRef.Key(written);
  }

  private static SecretRef locator(String written, int position) throws Malformed {
    int colon = written.indexOf(':');
    String source = written.substring(0, colon);
    if (!SOURCE.matcher(source).matches()) {
      throw new Malformed(
          position, "the name of a source has lower-case letters, digits and -, before its colon");
    }
    String rest = written.substring(colon + 1);
    Map<String, String> options = Map.of();
    int question = rest.indexOf('?');
    if (question >= 0) {
      options = options(rest.substring(question + 1), position);
      rest = rest.substring(0, question);
    }
    int hash = rest.indexOf('#');
    Optional<String> field = hash < 0 ? Optional.empty() : Optional.of(rest.substring(hash + 1));
    String path = hash < 0 ? rest : rest.substring(0, hash);
    if (path.isEmpty() || (field.isPresent() && field.get().isEmpty())) {
      throw new Malformed(position, "a locator is written source:path or source:path#field");
    }
    return new SecretRef.Locator(source, path, field, options);
  }

  private static Map<String, String> options(String written, int position) throws Malformed {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : written.split("&", -1)) {
      int equals = option.indexOf('=');
      if (equals < 1
          || option.indexOf('#') >= 0
          || options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
        throw new Malformed(
            position, "options are written ?name=value&name=value, each once, after the #field");
      }
    }
    return options;
  }
}
