package io.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** One secret, in each of the spellings that are looked for. */
final class Spellings {
  private final String raw;
  private final String hex;
  private final List<String> base64;

  Spellings(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    raw = secret;
    hex = HexFormat.of().formatHex(bytes);
    base64 = IntStream.range(0, 3).mapToObj(before -> base64(bytes, before)).toList();
  }

  /**
   * Returns the characters that only the secret decides when this many bytes stand before it in
   * their group of three, whatever they are and whatever follows.
   */
  private static String base64(byte[] secret, int before) {
    byte[] shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return Base64.getEncoder().encodeToString(shifted).substring(from, to);
  }

  /** Returns the name of a spelling that the text holds. */
  Optional<String> in(String text) {
    if (text.contains(raw)) {
      return Optional.of("text");
    }
    if (text.toLowerCase(Locale.ROOT).contains(hex)) {
      return Optional.of("hex");
    }
    String oneAlphabet = text.replace('-', '+').replace('_', '/');
    return base64.stream().anyMatch(oneAlphabet::contains)
        ? Optional.of("base64")
        : Optional.empty();
  }
}
