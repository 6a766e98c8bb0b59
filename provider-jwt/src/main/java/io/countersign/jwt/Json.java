package io.countersign.jwt;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON: maps, lists, texts, numbers, booleans and null, in their order, without blanks. */
final class Json {
  private final StringBuilder out = new StringBuilder(256);

  private Json() {}

  /** A number, boolean or null in a spelling of its own. */
  record Literal(String json) {}

  static final Literal NULL = new Literal("null");

  static byte[] bytes(Map<String, ?> members) {
    Json json = new Json();
    json.object(members);
    return json.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof String text) {
      text(text);
    } else if (value instanceof Map<?, ?> members) {
      object(members);
    } else if (value instanceof Iterable<?> items) {
      array(items);
    } else if (value instanceof Literal literal) {
      out.append(literal.json());
    } else if (value == null || value instanceof Boolean || isFinite(value)) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static boolean isFinite(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private void object(Map<?, ?> members) {
    out.append('{');
    for (Iterator<? extends Map.Entry<?, ?>> each = members.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<?, ?> member = each.next();
      text(String.valueOf(member.getKey()));
      out.append(':');
      value(member.getValue());
      out.append(each.hasNext() ? "," : "");
    }
    out.append('}');
  }

  private void array(Iterable<?> items) {
    out.append('[');
    for (Iterator<?> each = items.iterator(); each.hasNext(); ) {
      value(each.next());
      out.append(each.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
