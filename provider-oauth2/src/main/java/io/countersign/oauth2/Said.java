package io.countersign.oauth2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What a server said, fit to be shown: short, in one line, without what it was sent. */
final class Said {
  private static final int LONGEST = 200;

  private Said() {}

  /** Returns the text without these values, however they are spelled. */
  static String without(Collection<String> secrets, String text) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    List<String> longestFirst =
        secrets.stream()
            .filter(secret -> secret.length() > 1)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    for (String secret : longestFirst) {
      clean =
          clean
              .replace(secret, "…")
              .replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "…");
    }
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
  }
}
