package io.countersign.oauth2;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The nonce that each server gave last (RFC 9449 §8 and §9). Thread-safe. */
final class Nonces {
  /** The header field that gives one. */
  static final String FIELD = "DPoP-Nonce";

  private static final int MOST_SERVERS = 1_000;
  private static final int LONGEST = 4_096;

  private final Map<String, String> byOrigin = new ConcurrentHashMap<>();

  /** Returns that of a server; null if it gave none yet. */
  @Nullable String of(Target target) {
    return byOrigin.get(target.origin());
  }

  /** Keeps and returns the nonce of a response; null if it has none, or none that can be sent. */
  @Nullable String note(Target target, Map<String, List<String>> headers) {
    List<String> lines = headers.getOrDefault(FIELD, List.of());
    String nonce = lines.isEmpty() ? "" : lines.get(0).strip();
    if (nonce.isEmpty() || nonce.length() > LONGEST || !nonce.chars().allMatch(Nonces::fits)) {
      return null;
    }
    if (byOrigin.size() >= MOST_SERVERS && !byOrigin.containsKey(target.origin())) {
      byOrigin.keySet().stream().findFirst().ifPresent(byOrigin::remove);
    }
    byOrigin.put(target.origin(), nonce);
    return nonce;
  }

  /** RFC 6749 appendix A has these as NQCHAR: in JSON none of them is escaped. */
  private static boolean fits(int c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\';
  }

  @Override
  public String toString() {
    return "Nonces";
  }
}
