package io.countersign.internal;

/**
 * Walks over a JSON text by the grammar of RFC 8259 and says where its values stand; it builds none
 * of them. Not thread-safe.
 */
final class JsonScanner {
  /** Deeper texts are refused, so that none can exhaust the stack. */
  static final int DEEPEST = 512;

  private final String text;
  private int at;

  JsonScanner(String text) {
    this.text = text;
  }

  /** What does not fit the grammar; its message completes "which …" and shows nothing of it. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }
  }

  /**
   * A member of an object.
   *
   * @param times how often the object has it
   * @param first whether the object has no member at all
   * @param start where its value starts, or where a member that is missing is to be inserted
   * @param end where its value ends
   */
  record Member(int times, boolean first, int start, int end) {}

  /** Walks over the whole text. */
  void document() throws Malformed {
    skipBlanks();
    value(0);
    skipBlanks();
    if (at < text.length()) {
      throw malformed(at);
    }
  }

  void moveTo(int position) {
    at = position;
  }

  void skipBlanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  boolean atObject() {
    return peek() == '{';
  }

  /** Returns where this name is in the object at hand. */
  Member member(String name) throws Malformed {
    int times = 0;
    int start = 0;
    int end = 0;
    expect('{');
    int insert = at;
    boolean first = true;
    skipBlanks();
    while (peek() != '}') {
      if (!first) {
        expect(',');
        skipBlanks();
      }
      boolean match = string().equals(name);
      colon();
      int from = at;
      value(0);
      insert = at;
      first = false;
      if (match) {
        times++;
        start = from;
        end = at;
      }
      skipBlanks();
    }
    return times == 0 ? new Member(0, first, insert, insert) : new Member(times, false, start, end);
  }

  private void value(int depth) throws Malformed {
    if (depth == DEEPEST) {
      throw new Malformed("is nested more than " + DEEPEST + " deep");
    }
    switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void object(int depth) throws Malformed {
    expect('{');
    skipBlanks();
    if (peek() != '}') {
      entry(depth);
      while (peek() == ',') {
        at++;
        skipBlanks();
        entry(depth);
      }
    }
    expect('}');
  }

  private void entry(int depth) throws Malformed {
    string();
    colon();
    value(depth + 1);
    skipBlanks();
  }

  private void colon() throws Malformed {
    skipBlanks();
    expect(':');
    skipBlanks();
  }

  private void array(int depth) throws Malformed {
    expect('[');
    skipBlanks();
    if (peek() != ']') {
      value(depth + 1);
      skipBlanks();
      while (peek() == ',') {
        at++;
        skipBlanks();
        value(depth + 1);
        skipBlanks();
      }
    }
    expect(']');
  }

  /** Returns what the string at hand says. */
  private String string() throws Malformed {
    expect('"');
    int start = at;
    StringBuilder escaped = null;
    while (peek() != '"') {
      char c = next();
      if (c < ' ') {
        throw malformed(at - 1);
      }
      if (c == '\\') {
        if (escaped == null) {
          escaped = new StringBuilder().append(text, start, at - 1);
        }
        escaped.append(escape());
      } else if (escaped != null) {
        escaped.append(c);
      }
    }
    at++;
    return escaped == null ? text.substring(start, at - 1) : escaped.toString();
  }

  private char escape() throws Malformed {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw malformed(at - 1);
    };
  }

  private int hex() throws Malformed {
    char c = next();
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw malformed(at - 1);
    }
    return digit;
  }

  private void word(String word) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw malformed(at);
    }
    at += word.length();
  }

  private void number() throws Malformed {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws Malformed {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed(at);
    }
  }

  /** Returns the character at hand; at the end one that fits nowhere. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\uFFFF';
  }

  private char next() throws Malformed {
    if (at == text.length()) {
      throw malformed(at);
    }
    return text.charAt(at++);
  }

  private void expect(char c) throws Malformed {
    if (peek() != c) {
      throw malformed(at);
    }
    at++;
  }

  private static Malformed malformed(int index) {
    return new Malformed("is not JSON at position " + (index + 1));
  }
}
