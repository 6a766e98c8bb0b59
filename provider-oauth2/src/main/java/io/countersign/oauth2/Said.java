package io.countersign.oauth2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a server said, fit to be shown: short, in one line, without what it was sent. */
final class Said {
  private static final int LONGEST = 200;
  private static final String GAP = "…";

  private Said() {}

  /** Returns the text without these values, however they are spelled. */
  static String without(Collection<String> secrets, String text) {
    List<String> longestFirst =
        secrets.stream()
            .flatMap(Said::parts)
            .filter(secret -> secret.length() > 1)
            .flatMap(Said::spellings)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String clean = text;
    for (String secret : longestFirst) {
      clean =
          Pattern.compile(secret, Pattern.LITERAL | percent(secret)).matcher(clean).replaceAll(GAP);
    }
    clean = clean.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]+", " ").strip();
    return clean.codePointCount(0, clean.length()) <= LONGEST
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST)) + GAP;
  }

  /** A header value, and what stands in it after the name of its scheme. */
  private static Stream<String> parts(String secret) {
    int blank = secret.lastIndexOf(' ');
    return blank < 0 ? Stream.of(secret) : Stream.of(secret, secret.substring(blank + 1));
  }

  private static Stream<String> spellings(String secret) {
    byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    return Stream.of(
        secret,
        form,
        form.replace("+", "%20"),
        form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~"),
        escaped,
        Base64.getEncoder().withoutPadding().encodeToString(octets),
        Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
  }

  /** The digits after a percent sign may be of either case. */
  private static int percent(String spelling) {
    return spelling.indexOf('%') < 0 ? 0 : Pattern.CASE_INSENSITIVE;
  }
}
