package io.countersign.internal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The media types of bodies that can take a credential (RFC 9110 §8.3.1). */
final class MediaType {
  /** Of form fields; its octets mean the same in every charset listed. */
  static final MediaType FORM =
      new MediaType("application/x-www-form-urlencoded", "", Set.of("utf-8", "utf8", "us-ascii"));

  /** Of JSON, which is UTF-8 (RFC 8259 §8.1); what AWS calls its own is nothing else. */
  static final MediaType JSON =
      new MediaType(
          "application/json",
          "\\S+\\+json|application/x-amz-json-1\\.[01]",
          Set.of("utf-8", "utf8"));

  static final String HEADER = "Content-Type";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern TYPE =
      Pattern.compile("\\s*(" + TOKEN + "/" + TOKEN + ")\\s*(;.*)?");
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=(\"?)(" + TOKEN + ")\\1\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final Pattern alike;
  private final Set<String> charsets;

  private MediaType(String name, String alike, Set<String> charsets) {
    this.name = name;
    this.alike = Pattern.compile(alike);
    this.charsets = charsets;
  }

  /** Refuses a body that these header lines do not say to be of this type. */
  void require(List<String> lines, String where) {
    if (lines.size() != 1) {
      throw mismatch(where, lines.isEmpty() ? "no " + HEADER : "several " + HEADER + " lines");
    }
    Matcher type = TYPE.matcher(lines.get(0));
    if (!type.matches()) {
      throw mismatch(where, "a " + HEADER + " that cannot be read");
    }
    String found = type.group(1).toLowerCase(Locale.ROOT);
    if (!found.equals(name) && !alike.matcher(found).matches()) {
      throw mismatch(where, found);
    }
    if (!charsetFits(type.group(2) == null ? "" : type.group(2))) {
      throw mismatch(where, found + " in another charset than UTF-8");
    }
  }

  /** A charset that cannot be read is none that fits. */
  private boolean charsetFits(String parameters) {
    Matcher charset = CHARSET.matcher(parameters);
    int read = 0;
    while (charset.find()) {
      if (!charsets.contains(charset.group(2).toLowerCase(Locale.ROOT))) {
        return false;
      }
      read++;
    }
    return read > 0 || !parameters.toLowerCase(Locale.ROOT).contains("charset");
  }

  private RuntimeException mismatch(String where, String found) {
    return Refusal.because(where + " needs a body of " + name + ", and the request has " + found);
  }

  @Override
  public String toString() {
    return name;
  }
}
