package io.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** The readings of a text in which a secret could hide: as it is, and percent-decoded. */
final class Decodings {
  private static final int DEEPEST = 2;

  private Decodings() {}

  static Set<String> of(String text) {
    Set<String> readings = new LinkedHashSet<>();
    String percent = text;
    String form = text;
    readings.add(text);
    for (int depth = 0; depth < DEEPEST; depth++) {
      percent = percentDecoded(percent);
      form = percentDecoded(form.replace('+', ' '));
      readings.add(percent);
      readings.add(form);
    }
    // A base64 text that was broken into lines.
    readings.add(text.replaceAll("\\s", ""));
    return readings;
  }

  /** Decodes what is encoded and keeps the rest, a stray percent sign too. */
  private static String percentDecoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(bytes, i + 1);
      int low = digit(bytes, i + 2);
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        decoded.write(high << 4 | low);
        i += 2;
      } else {
        decoded.write(bytes[i]);
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  private static int digit(byte[] bytes, int at) {
    return at < bytes.length ? Character.digit(bytes[at], 16) : -1;
  }
}
